// Preloaded by the build: writes the bytecode of the command's bundle beside it, with all functions that this run has compiled.
const { writeFileSync } = require('node:fs');
const vm = require('node:vm');

const { Script } = vm;
vm.Script = class extends Script {
  constructor(code, options) {
    super(code, options);
    process.once('exit', () => writeFileSync(`${options.filename}.bytecode`, this.createCachedData()));
  }
};
