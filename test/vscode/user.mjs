// The packaged extension as a user meets it: installed from its .vsix into a fresh VS Code, the example workspace opened, looked at with the mouse and the keyboard.
// usage: node test/vscode/user.mjs [--if-possible] [--keep-screenshots]      with --keep-screenshots the pictures go to docs/screenshots
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeMonorepo } from '../bench/monorepo.mjs';
import { installHost, missingForHost } from './install-host.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const pictures = process.argv.includes('--keep-screenshots') ? join(root, 'docs', 'screenshots') : join(root, '.cache', 'screenshots');
const missing = missingForHost();
if (missing !== null) {
  console.log(`VS Code user tests NOT RUN, this is missing: ${missing}`);
  process.exit(process.argv.includes('--if-possible') ? 0 : 1);
}
installHost();
const { startWorkbench } = await import('./code-server.mjs');

execFileSync('npm', ['run', '-s', 'package'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
const folder = join(mkdtempSync(join(tmpdir(), 'delivery-user-')), 'shop');
cpSync(join(root, 'examples', 'shop'), folder, { recursive: true });
mkdirSync(pictures, { recursive: true });

const workbench = await startWorkbench({
  installs: [join(root, 'delivery-guarantees.vsix')],
  settings: {
    'workbench.colorTheme': 'Default Light Modern',
    'editor.minimap.enabled': false,
    'editor.fontSize': 13,
    'workbench.layoutControl.enabled': false,
    'editor.stickyScroll.enabled': false,
  },
});
const page = await workbench.browser.newPage({ viewport: { width: 1280, height: 800 } });
page.setDefaultTimeout(30_000);
let failed = 0;
let passed = 0;

try {
  await page.goto(workbench.address(folder));
  await page.locator('.monaco-workbench').waitFor();
  await step('the lens stands over the handler', async () => {
    await openFile('consumer.ts');
    await page.locator('.codelens-decoration', { hasText: 'may repeat' }).first().waitFor();
    assert.match(
      (await page.locator('.codelens-decoration').allInnerTexts()).join('\n').replaceAll('\u00a0', ' '),
      /at-least-once · 1 effect may repeat · no guard/,
    );
  });
  await step('the hover appears on the handler', async () => {
    await hover('async (message)');
    const text = await page.locator('.monaco-hover-content:visible').first().innerText();
    assert.match(text, /At-least-once/);
    assert.match(text, /Repeated\?/);
    await picture('hover');
    await page.keyboard.press('Escape');
  });
  await step('Ctrl+. offers the fix', async () => {
    await openFile('charge.ts');
    await page.locator('.squiggly-error, .squiggly-warning').first().waitFor();
    await page
      .locator('.codelens-decoration')
      .first()
      .waitFor({ timeout: 2000 })
      .catch(() => {});
    await click('stripe.paymentIntents');
    const menu = await openFixes();
    assert.match(await menu.innerText(), /Suppress unguarded-effect here/);
    await picture('fix');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
  });
  await step('a fix is previewed, applied, and taken back by one undo', async () => {
    const before = await editorText();
    await click('stripe.paymentIntents');
    await openFixes();
    await page.locator('.action-widget:visible .monaco-list-row', { hasText: 'to Stripe as the idempotency key' }).first().click();
    const preview = page.locator('.refactor-preview, [id="refactorPreview"]').first();
    await preview.waitFor();
    await page.waitForTimeout(500);
    await picture('fix-preview');
    // What needs confirmation is taken only once it is ticked.
    await preview.locator('input[type="checkbox"], .monaco-checkbox, .edit-checkbox').first().click();
    await page.getByRole('button', { name: 'Apply' }).first().click();
    await page.locator('.view-line', { hasText: 'idempotencyKey:\u00a0invoice.id' }).waitFor();
    await click('stripe.paymentIntents');
    await page.keyboard.press('Control+Z');
    await page.locator('.view-line', { hasText: 'idempotencyKey:\u00a0invoice.id' }).waitFor({ state: 'detached' });
    assert.equal(await editorText(), before);
  });
  await step('the view lists the handlers', async () => {
    await command('Delivery Guarantees: Show Handlers');
    const tree = page.locator('.pane-body .monaco-list[aria-label*="Handlers"]').first();
    await tree.waitFor();
    await page.waitForTimeout(500);
    assert.match(await tree.innerText(), /amqp|kafka|bull/);
    await picture('view');
  });
  await step('a click on a handler goes there', async () => {
    await page.locator('.pane-body .monaco-list[aria-label*="Handlers"] .monaco-list-row[aria-level="2"]').first().click();
    await page.waitForTimeout(500);
    assert.ok((await page.locator('.tab.active').first().innerText()).length > 0);
  });
  await step('the audit shows its report, with filter and keyboard', async () => {
    await command('Delivery Guarantees: Audit Workspace');
    const report = await frameWith('.overview');
    await page.keyboard.press('Control+B');
    await report.locator('details.handler').first().waitFor();
    const all = await report.locator('details.handler').count();
    await picture('report');
    await report.locator('#filter').fill('refund');
    const some = await report.locator('details.handler').count();
    assert.ok(some > 0 && some < all, `${some} of ${all} after filtering`);
    await report.locator('#filter').fill('');
    await report.locator('details.handler summary').first().focus();
    await page.keyboard.press('Enter');
    await report.locator('details.handler[open] .body').first().waitFor();
    await picture('report-open');
    await page.keyboard.press('Control+B');
  });
  await step('the explanation opens beside the code', async () => {
    await openFile('consumer.ts');
    await page.locator('.codelens-decoration a', { hasText: 'may repeat' }).first().click();
    const explained = await frameWith('main h1');
    assert.match(await explained.locator('main').innerText(), /Delivery[\s\S]*Effects/);
    await picture('explain');
  });
  await step('the extension host has no error of ours', async () => {
    const logs = filesBelow(join(workbench.data, 'data', 'logs')).filter((file) => /exthost|remoteagent/i.test(file));
    const errors = logs.flatMap((file) => readFileSync(file, 'utf8').split('\n')).filter((line) => /\[error\]/i.test(line) && /delivery/i.test(line));
    assert.deepEqual(errors, []);
  });
  // Last, because leaving a window behind rejects what is under way there.
  await step('a long audit ends when its Cancel is pressed', async () => {
    const large = join(dirname(folder), 'large');
    for (const part of ['a', 'b', 'c', 'd', 'e', 'f']) writeMonorepo(join(large, part));
    await page.goto(workbench.address(large));
    await page.locator('.monaco-workbench').waitFor();
    // No file is opened: the extension would start, and could be through with its reading before the button is reached.
    await firstCommand('Delivery Guarantees: Audit Workspace');
    const running = page.locator('.notifications-center .notification-list-item', { hasText: 'Auditing message handlers' });
    const button = running.getByRole('button', { name: 'Cancel' });
    // The bell shows and hides the list of notifications, which may still be empty.
    for (let left = 10; left > 0 && !(await isThere(button, 1500)); left--) {
      if (await isThere(page.locator('.tab', { hasText: 'Delivery Guarantees: Audit' }), 100)) {
        console.log('     (the audit was over before its button was reached: this machine is too slow to press it)');
        return;
      }
      await page.locator('[id="status.notifications"]').click();
    }
    await button.click();
    await page.locator('.statusbar-item', { hasText: 'The audit was cancelled.' }).waitFor();
    await running.waitFor({ state: 'detached' });
  });
} finally {
  await workbench.close();
  rmSync(dirname(folder), { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

async function step(name, body) {
  try {
    await body();
    passed++;
    console.log(`ok   ${name}`);
  } catch (error) {
    failed++;
    await page.screenshot({ path: join(root, '.cache', `failed-${failed}.png`) }).catch(() => {});
    console.error(`FAIL ${name} (see .cache/failed-${failed}.png)\n${error instanceof Error ? error.stack : String(error)}`);
  }
}

async function openFile(name) {
  await page.keyboard.press('Control+P');
  await page.locator('.quick-input-widget input').first().fill(name);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().waitFor();
  await page.waitForTimeout(300);
  await page.keyboard.press('Enter');
  await page.locator('.tab.active', { hasText: name }).waitFor();
}

async function command(title) {
  await page.keyboard.press('F1');
  await page.locator('.quick-input-widget input').first().fill(`>${title}`);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().waitFor();
  await page.keyboard.press('Enter');
}

function isThere(what, timeout) {
  return what.waitFor({ timeout }).then(
    () => true,
    () => false,
  );
}

/** The menu closes when problems come in anew under it. */
async function openFixes() {
  const menu = page.locator('.action-widget:visible, .context-view .monaco-menu:visible').first();
  for (let left = 6; left > 0; left--) {
    await page.keyboard.press('Control+.');
    if (await isThere(menu, 5000)) break;
  }
  return menu;
}

/** The list of commands does not grow while it is shown: it is opened anew until the extension's are in it. */
async function firstCommand(title) {
  const row = page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first();
  for (let left = 10; left > 0; left--) {
    await page.keyboard.press('F1');
    await page.locator('.quick-input-widget input').first().fill(`>${title}`);
    if (await isThere(row, 3000)) break;
    await page.keyboard.press('Escape');
  }
  await page.keyboard.press('Enter');
}

/** Where a text of the editor stands on the screen. */
async function spotOf(text) {
  const line = page.locator('.view-line', { hasText: new RegExp(text.replaceAll(/[()]/g, '\\$&').replaceAll(' ', '\\s')) }).first();
  await line.waitFor();
  // The editor draws its lines anew as lenses come in.
  await page.waitForTimeout(600);
  const box = await line.boundingBox();
  assert.ok(box !== null, `${text} is on the screen`);
  const shown = (await line.innerText()).replaceAll('\u00a0', ' ');
  const width = await line
    .locator('> span')
    .first()
    .evaluate((span) => span.getBoundingClientRect().width);
  return { x: box.x + (width / shown.length) * (shown.indexOf(text) + 2), y: box.y + box.height / 2 };
}

async function hover(text) {
  const { x, y } = await spotOf(text);
  await page.mouse.move(x + 60, y + 80);
  await page.mouse.move(x, y, { steps: 4 });
  await page.locator('.monaco-hover-content:visible', { hasText: 'least-once' }).first().waitFor();
  await page.waitForTimeout(400);
}

async function click(text) {
  const { x, y } = await spotOf(text);
  await page.mouse.click(x, y);
}

/** Pages of extensions are frames within frames. */
async function frameWith(selector) {
  const until = Date.now() + 30_000;
  while (Date.now() < until) {
    for (const frame of page.frames())
      if (
        (await frame
          .locator(selector)
          .count()
          .catch(() => 0)) > 0
      )
        return frame;
    await page.waitForTimeout(200);
  }
  throw new Error(`no page shows ${selector}`);
}

async function editorText() {
  return (await page.locator('.editor-instance .view-lines').first().innerText()).replaceAll('\u00a0', ' ');
}

async function picture(name) {
  await page.waitForTimeout(300);
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}

function filesBelow(path) {
  return readdirSync(path, { recursive: true, withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : []));
}
