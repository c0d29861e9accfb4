// Runs the suite in a real VS Code: a downloaded one where that is possible, else the one inside code-server.
// usage: node test/vscode/run.mjs [--if-possible]   (with it, a machine that can run neither is told so and the command succeeds)
// VSCODE_TEST_EXECUTABLE names a VS Code that is there already; VSCODE_TEST_HOST=code-server takes the other way in any case.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { installHost, missingForHost } from './install-host.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const suite = join(root, '.cache', 'vscode-suite', 'index.js');

execFileSync(process.execPath, ['build.mjs'], { cwd: root, stdio: 'inherit' });
await build({
  entryPoints: [join(root, 'test/vscode/suite/index.ts')],
  outfile: suite,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  external: ['vscode'],
  logLevel: 'error',
});

const folder = mkdtempSync(join(tmpdir(), 'delivery-workspace-'));
cpSync(join(root, 'test/vscode/workspace'), folder, { recursive: true });
const workspace = join(folder, 'both.code-workspace');
const summary = join(dirname(suite), 'summary.txt');
rmSync(summary, { force: true });
try {
  process.exitCode = await run();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function run() {
  const executable = process.env.VSCODE_TEST_HOST === 'code-server' ? null : await downloaded();
  if (executable !== null) return proven(await runIn(executable));
  const missing = missingForHost();
  if (missing !== null) {
    console.log(`VS Code tests NOT RUN: VS Code can't be downloaded or shown here, and for the other way this is missing: ${missing}`);
    return process.argv.includes('--if-possible') ? 0 : 1;
  }
  installHost();
  const { runSuite } = await import('./code-server.mjs');
  return proven(await runSuite({ extension: root, suite: suite.replace(/\.js$/, ''), workspace }));
}

/** A host that ended well has proved nothing unless the suite got to its end. */
function proven(code) {
  if (code !== 0 || existsSync(summary)) return code;
  console.log('VS Code tests FAILED: the host ended without having run the suite');
  return 1;
}

/** Its data go into a folder of their own with a short path: the default is `.vscode-test` in the project, and a socket's path is limited (test-electron@2.5 out/util.js). */
async function runIn(executable) {
  const { runTests, TestRunFailedError } = await import('@vscode/test-electron');
  const data = mkdtempSync(join(tmpdir(), 'dg-code-'));
  const folders = [`--user-data-dir=${join(data, 'user')}`, `--extensions-dir=${join(data, 'extensions')}`];
  try {
    return await runTests({
      vscodeExecutablePath: executable,
      extensionDevelopmentPath: root,
      extensionTestsPath: suite,
      launchArgs: [workspace, '--disable-extensions', ...folders],
    });
  } catch (error) {
    // The suite has said what failed; anything else is for whoever runs this.
    if (!(error instanceof TestRunFailedError)) throw error;
    console.log(error.message);
    return 1;
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

/** Path of a downloaded VS Code; null where it can't be had, or where there is no display to show it on. */
async function downloaded() {
  if (process.env.VSCODE_TEST_EXECUTABLE) return process.env.VSCODE_TEST_EXECUTABLE;
  if (process.platform === 'linux' && !process.env.DISPLAY) return null;
  try {
    const { downloadAndUnzipVSCode } = await import('@vscode/test-electron');
    const cachePath = join(root, '.cache', 'vscode-test');
    mkdirSync(cachePath, { recursive: true });
    const path = await downloadAndUnzipVSCode({ version: 'stable', cachePath, timeout: 20_000 });
    return existsSync(path) ? path : null;
  } catch {
    return null;
  }
}
