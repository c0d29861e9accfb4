// Bundles only those parts of the compiler that parsing needs: a third of its size, and so of the time that starting takes.
// The published file is one function around everything; taken out of it and given real exports, the bundler can leave out what nobody uses.
import { readFile } from 'node:fs/promises';

/** An esbuild plugin: fails the build when the published file no longer looks as expected. */
export const leanTypescript = {
  name: 'lean-typescript',
  setup(build) {
    build.onLoad({ filter: /[\\/]typescript[\\/]lib[\\/]typescript\.js$/ }, async ({ path }) => ({
      contents: asModule(await readFile(path, 'utf8')),
      loader: 'js',
    }));
    // A default import would be an object of everything; a namespace is looked through.
    build.onLoad({ filter: /[\\/]server[\\/]src[\\/].*\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      return { contents: text.replace(/^import ts from 'typescript';$/m, `import * as ts from 'typescript';`), loader: 'ts' };
    });
  },
};

function asModule(text) {
  const body = between(text, 'var ts = {}; ((module) => {\n"use strict";\n', '\n// Annotate the CommonJS export names for ESM import in node:');
  const list = /^var typescript_exports = \{\};\n__export\(typescript_exports, \{\n([\s\S]*?)^\}\);\n/m.exec(body);
  if (list === null) throw new Error('lean-typescript: the list of exports is not where it was');
  // What stands behind the language service's own parts belongs to tsserver.
  const compiler = body.slice(0, body.indexOf('\n// src/server/'));
  const declared = declaredIn(compiler);
  const names = [...list[1].matchAll(/^ {2}(\w+): \(\) => (\w+),?$/gm)]
    .filter(([, , local]) => declared.has(local))
    .map(([, name, local]) => `${local} as ${name}`);
  const code = compiler
    .replace(list[0], '')
    .replace(/^module\.exports = .*$/m, '')
    // The language service's own rooms (completions, refactorings, formatting) hang together by these; nodes mention some of them and never get there.
    .replace(/^var (\w+_exports\d*) = \{\};\n__export\(\1, \{\n[\s\S]*?^\}\);$/gm, 'var $1 = {};')
    .replace(/^var (\w+);\n\(\((\w+)\) => \{\n([\s\S]*?)^\}\)\(\1 \|\| \(\1 = \{\}\)\);$/gm, 'var $1 = /* @__PURE__ */ (($2) => {\n$3return $2;\n})({});')
    // Nobody reads what the parser says of an error: thousands of messages are one.
    .replace(
      /^var Diagnostics = \{\n[\s\S]*?^\};$/m,
      `var Diagnostics = /* @__PURE__ */ new Proxy({ code: 0, category: 1, key: '', message: '' }, { get: (said) => said });`,
    )
    .replace(/^register(?:CodeFix|Refactor)\([\s\S]*?^\}\);$/gm, '');
  return `${code}\nexport { ${names.join(', ')} };\n`;
}

/** Everything that the compiler's own code declares at its top level, further names of a `var` included. */
function declaredIn(code) {
  return new Set([...code.matchAll(/^(?:(?:async )?function\*?|var|class) (\w+)|^ {2}(\w+)(?= = |,$|;$)/gm)].map(([, first, next]) => first ?? next));
}

function between(text, start, end) {
  const from = text.indexOf(start);
  const to = text.lastIndexOf(end);
  if (from < 0 || to < from) throw new Error('lean-typescript: the compiler is not wrapped as it was');
  return text.slice(from + start.length, to);
}
