import { render } from "preact";
import { App } from "./app.tsx";
import "./lab.css";
import { keepOffline } from "./keep-offline.ts";

render(<App />, document.getElementById("app")!);
keepOffline();
