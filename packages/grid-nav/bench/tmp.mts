import * as tf from "@tensorflow/tfjs-core";
import { useBackend } from "@wayfield/backend";
import { createGridStep } from "./grid-step.ts";
await useBackend("wasm");
const [b,l,n,prof]=process.argv.slice(2).map(Number);
const s=createGridStep({batch:b,bottleneck:l});
for(let i=0;i<8;i++)s.step();
if(prof){
 const e:any=tf.engine();const orig=e.runKernelFunc.bind(e);
 // time kernels
 const acc:any={};
 for(const k of tf.getKernelsForBackend("wasm")){const f=k.kernelFunc;(k as any).kernelFunc=(c:any)=>{const t=performance.now();const r=f(c);const d=performance.now()-t;const key=k.kernelName;(acc[key]??=[0,0]);acc[key][0]+=d;acc[key][1]++;return r};}
 for(let i=0;i<10;i++)s.step();
 for(const k in acc)acc[k]=[0,0];
 const t=performance.now();for(let i=0;i<20;i++)s.step();const tot=(performance.now()-t)/20;
 let sum=0;for(const [k,v] of Object.entries(acc).sort((a:any,b:any)=>b[1][0]-a[1][0]) as any){sum+=v[0]/20;console.log(k.padEnd(30),(v[0]/20).toFixed(2),v[1]/20)}
 console.log("total",tot.toFixed(2),"in kernels",sum.toFixed(2));
}else{
const ts=[];for(let i=0;i<n;i++){const t=performance.now();s.step();ts.push(performance.now()-t)}ts.sort((a,b)=>a-b);console.log("B",b,"L",l,"median",ts[n>>1].toFixed(2),"min",ts[0].toFixed(2),tf.memory().numTensors);}
