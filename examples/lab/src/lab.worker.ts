import { expose } from "comlink";
import { AnimalService } from "./animal/animal-service.ts";
import { clinicService } from "./animal/clinic-service.ts";
import { condition } from "./learn/conditioning.ts";
import { IntegratorService } from "./learn/integrator-service.ts";
import { readersService } from "./learn/readers-service.ts";

/** One script for all workers, so that the page has TensorFlow.js once; a worker's name says which of them it is. */
const services = {
  animal: () => new AnimalService(),
  clinic: () => clinicService,
  integrator: () => new IntegratorService(),
  conditioning: () => ({ condition }),
  readers: () => readersService,
};

/** What each worker can be asked, by its name. */
export type Services = { [Name in keyof typeof services]: ReturnType<(typeof services)[Name]> };

expose(services[self.name as keyof Services]());
