// Runs a workbench in a headless browser against the VS Code server inside code-server: for the test suite, and as what a user sees.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium as browserOf } from 'playwright-core';
import { chromium, host } from './install-host.mjs';

const browserArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** What would distract from, or reach out of, a test. */
const quietSettings = {
  // A browser's VS Code saves after a second: what a test means to take back would stand in the file.
  'files.autoSave': 'off',
  'chat.disableAIFeatures': true,
  'workbench.startupEditor': 'none',
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'workbench.tips.enabled': false,
  'update.mode': 'none',
  'window.commandCenter': false,
  'typescript.disableAutomaticTypeAcquisition': true,
  'typescript.validate.enable': false,
  'git.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
};

/** A VS Code server of its own data and extension folders, on a free port. `installs` are .vsix files. */
export async function startWorkbench({ settings = {}, installs = [] } = {}) {
  const data = mkdtempSync(join(tmpdir(), 'delivery-vscode-'));
  const extensions = join(data, 'extensions');
  for (const folder of [extensions, join(data, 'data', 'Machine'), join(data, 'data', 'User')]) mkdirSync(folder, { recursive: true });
  for (const where of ['Machine', 'User']) writeFileSync(join(data, 'data', where, 'settings.json'), JSON.stringify({ ...quietSettings, ...settings }));
  for (const file of installs) await finished([host.server, '--server-data-dir', data, '--extensions-dir', extensions, '--install-extension', file]);
  const port = await freePort();
  const server = spawn(
    host.node,
    [
      host.server,
      '--host',
      '127.0.0.1',
      '--port',
      String(port),
      '--without-connection-token',
      '--accept-server-license-terms',
      '--server-data-dir',
      data,
      '--extensions-dir',
      extensions,
      '--telemetry-level',
      'off',
      '--disable-workspace-trust',
      '--enable-smoke-test-driver',
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  await new Promise((resolve, reject) => {
    server.stdout.on('data', (chunk) => String(chunk).includes('Extension host agent listening') && resolve(undefined));
    server.on('exit', (code) => reject(new Error(`the VS Code server ended with ${code}`)));
  });
  const browser = await browserOf.launch({ executablePath: chromium(), args: browserArguments });
  return {
    port,
    data,
    browser,
    /** Address of a folder or a .code-workspace file in the workbench. */
    address: (path, payload = []) => {
      const what = path.endsWith('.code-workspace') ? 'workspace' : 'folder';
      return `http://127.0.0.1:${port}/?${what}=${encodeURIComponent(path)}&payload=${encodeURIComponent(JSON.stringify([...payload, ['skipWelcome', 'true']]))}`;
    },
    remote: (path) => `vscode-remote://127.0.0.1:${port}${path}`,
    async close() {
      await browser.close();
      server.kill();
    },
  };
}

/** Runs a compiled test suite in the workbench; resolves with its exit code. */
export async function runSuite({ extension, suite, workspace, timeout = 240_000 }) {
  const workbench = await startWorkbench();
  try {
    const page = await workbench.browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(timeout);
    const exit = new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error('the suite did not end in time')), timeout).unref();
      void page.exposeFunction('codeAutomationExit', (code) => resolve(code));
    });
    await page.exposeFunction('codeAutomationLog', (_type, values) => {
      const line = values.map(String).join(' ');
      if (line.startsWith('[suite]')) console.log(line.slice('[suite] '.length));
      else if (process.env.VERBOSE) console.log(line);
    });
    await page.goto(
      workbench.address(workspace, [
        ['extensionDevelopmentPath', workbench.remote(extension)],
        ['extensionTestsPath', workbench.remote(suite)],
      ]),
    );
    return Number(await exit);
  } finally {
    await workbench.close();
  }
}

function finished(args) {
  return new Promise((resolve, reject) => {
    const run = spawn(host.node, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [run.stdout, run.stderr]) stream.on('data', (chunk) => (said += chunk));
    run.on('exit', (code) => (code === 0 ? resolve(said) : reject(new Error(said))));
  });
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
