#!/usr/bin/env node
// Starts the command from the bytecode that the build puts beside its bundle: compiling anew is a twentieth of a cold audit.
import { existsSync, readFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import path from 'node:path';
import vm from 'node:vm';
import { optimiseLate } from './late-optimising.ts';

const bundle = path.join(__dirname, 'command.js');
const bytecode = `${bundle}.bytecode`;

// Before anything is compiled: bytecode made under other flags is refused.
optimiseLate();
// What V8 refuses, it compiles anew and says nothing: bytecode of another version, or for another processor.
const cachedData = existsSync(bytecode) ? readFileSync(bytecode) : undefined;
const script = new vm.Script(Module.wrap(readFileSync(bundle, 'utf8')), { filename: bundle, cachedData });
const run: (...scope: unknown[]) => void = script.runInThisContext();
run({}, createRequire(bundle), {}, bundle, __dirname);
