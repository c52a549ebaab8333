// Prints the text of the module that is named: node print.mjs course_wasm.wasm
import { readFile } from "node:fs/promises";

const { instance } = await WebAssembly.instantiate(await readFile(process.argv[2]));
const { length, byte } = instance.exports;
const bytes = Uint8Array.from({ length: length() }, (_, i) => byte(i));
console.log(new TextDecoder().decode(bytes));
