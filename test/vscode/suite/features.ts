// What a developer meets: hover, lens, problems, quick fixes, commands, settings, edits while indexing, two folders.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, test } from './registry.ts';

const folder = (name: string): vscode.Uri => {
  const found = vscode.workspace.workspaceFolders?.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no folder ${name}`);
  return found.uri;
};
const billing = () => vscode.Uri.joinPath(folder('shop'), 'src', 'billing.ts');
const mails = () => vscode.Uri.joinPath(folder('mails'), 'src', 'mails.ts');

async function show(uri: vscode.Uri): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
}

function positionOf(document: vscode.TextDocument, text: string): vscode.Position {
  const offset = document.getText().indexOf(text);
  assert.ok(offset >= 0, `${text} is not in the document`);
  return document.positionAt(offset);
}

async function hoverAt(uri: vscode.Uri, text: string): Promise<string> {
  const document = await vscode.workspace.openTextDocument(uri);
  return eventually(async () => {
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, positionOf(document, text));
    const texts = hovers.flatMap((hover) => hover.contents.map((content) => (typeof content === 'string' ? content : content.value)));
    return texts.find((one) => one.includes('**'));
  }, `a hover on ${text}`);
}

async function lenses(uri: vscode.Uri): Promise<readonly string[]> {
  const found = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri);
  return found.flatMap((lens) => (lens.command?.command === 'deliveryGuarantees.explainHandler' ? [lens.command.title] : []));
}

function problems(uri: vscode.Uri): readonly vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter((one) => one.source === 'delivery-guarantees');
}

function codeOf(diagnostic: vscode.Diagnostic): string {
  const { code } = diagnostic;
  return typeof code === 'object' ? String(code.value) : String(code);
}

function problem(uri: vscode.Uri, rule: string): Promise<vscode.Diagnostic> {
  return eventually(() => problems(uri).find((one) => codeOf(one) === rule), `${rule} in ${uri.path}; there are ${problems(uri).map(codeOf).join(', ')}`);
}

async function actions(uri: vscode.Uri, range: vscode.Range): Promise<readonly vscode.CodeAction[]> {
  return vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', uri, range, vscode.CodeActionKind.QuickFix.value, 20);
}

async function edit(uri: vscode.Uri, change: (text: string) => string): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  const whole = new vscode.Range(document.positionAt(0), document.positionAt(document.getText().length));
  const edits = new vscode.WorkspaceEdit();
  edits.replace(uri, whole, change(document.getText()));
  assert.ok(await vscode.workspace.applyEdit(edits));
}

async function undoAll(uri: vscode.Uri): Promise<void> {
  await show(uri);
  await vscode.commands.executeCommand('workbench.action.files.revert');
}

test('the extension starts, in both folders, and says so', async () => {
  await show(billing());
  const extension = vscode.extensions.all.find((one) => one.packageJSON.name === 'delivery-guarantees');
  assert.ok(extension !== undefined);
  const api = await extension.activate();
  await api.ready();
  const known = await vscode.commands.getCommands(true);
  const declared: { command: string }[] = extension.packageJSON.contributes.commands;
  assert.deepEqual(
    declared.map((one) => one.command).filter((command) => !known.includes(command)),
    [],
  );
});

test('hover on a handler: headline, effects, how it happens', async () => {
  const text = await hoverAt(billing(), 'async ({ message })');
  assert.match(text, /At-least-once/u);
  assert.match(text, /\| Effect \| Lost\? \| Repeated\? \|/u);
  assert.match(text, /How it is repeated/u);
  assert.match(text, /billing\.ts:12/u);
});

test('hover on an effect, in the other folder', async () => {
  assert.match(await hoverAt(mails(), 'sendMail'), /Lost\? \*\*yes\*\*/u);
});

test('a lens over each handler', async () => {
  const [title] = await eventually(async () => ((await lenses(billing())).length > 0 ? lenses(billing()) : undefined), 'a lens');
  assert.match(title ?? '', /^at-least-once · 1 effect may repeat · no guard$/u);
});

test('problems carry rule, page and evidence', async () => {
  await show(billing());
  const repeated = await problem(billing(), 'unguarded-effect');
  assert.equal(repeated.range.start.line, 11);
  assert.ok(typeof repeated.code === 'object' && repeated.code.target.path.endsWith('docs/rules/unguarded-effect.md'));
  await show(mails());
  const lost = await problem(mails(), 'acknowledged-before-effect');
  assert.ok((lost.relatedInformation ?? []).length > 0);
});

test('a quick fix suppresses with a reason; undo restores every byte', async () => {
  const editor = await show(billing());
  const before = editor.document.getText();
  const found = await problem(billing(), 'unguarded-effect');
  const action = (await actions(billing(), found.range)).find((one) => one.title.startsWith('Suppress unguarded-effect'));
  assert.ok(action?.edit !== undefined);
  assert.ok(await vscode.workspace.applyEdit(action.edit));
  assert.equal(
    editor.document.getText(),
    before.replace('      await stripe', '      // delivery-ignore unguarded-effect -- TODO: say why this is fine\n      await stripe'),
  );
  await eventually(() => (problems(billing()).some((one) => codeOf(one) === 'unguarded-effect') ? undefined : true), 'the finding to go');
  await vscode.commands.executeCommand('undo');
  assert.equal(editor.document.getText(), before);
  await problem(billing(), 'unguarded-effect');
});

/** Resolves a fix as choosing it in the menu does, applies it, and hands back the text it made. */
async function applyFix(uri: vscode.Uri, rule: string, title: string): Promise<string> {
  const editor = await show(uri);
  const found = await problem(uri, rule);
  const action = (await actions(uri, found.range)).find((one) => one.title.startsWith(title));
  assert.ok(action?.edit !== undefined, `no fix ${title}`);
  assert.ok(await vscode.workspace.applyEdit(action.edit));
  return editor.document.getText();
}

test('a fix hands the key to the receiver, and the verdict follows', async () => {
  const before = (await show(billing())).document.getText();
  const text = await applyFix(billing(), 'unguarded-effect', 'Pass ');
  assert.equal(
    text,
    before
      .replace('async ({ message })', 'async ({ message, topic, partition })')
      .replace("currency: 'eur' });", "currency: 'eur' }, { idempotencyKey: `${topic}-${partition}-${message.offset}` });"),
  );
  await eventually(
    async () => ((await lenses(billing())).some((title) => title.startsWith('exactly-once effect')) ? true : undefined),
    'the lens to follow the fix',
  );
  await vscode.commands.executeCommand('undo');
  assert.equal((await show(billing())).document.getText(), before);
});

test('a fix moves the acknowledgement behind the effects', async () => {
  const before = (await show(mails())).document.getText();
  const text = await applyFix(mails(), 'acknowledged-before-effect', 'Acknowledge after the effects');
  const line = '    channel.ack(message);\n';
  assert.equal(text, before.replace(line, '').replace('text: mail.text });\n', `text: mail.text });\n${line}`));
  await undoAll(mails());
  await problem(mails(), 'acknowledged-before-effect');
});

test('an annotation changes the verdict', async () => {
  await edit(billing(), (text) => text.replace('      await stripe', '      // @idempotent key=order.id via the payment gateway\n      await stripe'));
  await eventually(
    async () => ((await lenses(billing())).some((title) => title.startsWith('exactly-once effect')) ? true : undefined),
    'the lens to follow the annotation',
  );
  await undoAll(billing());
  await problem(billing(), 'unguarded-effect');
});

test('half-typed code is survived, and the answer is right afterwards', async () => {
  await show(billing());
  for (let index = 0; index < 30; index++) await edit(billing(), (text) => `${text}\nconst half${index} = (`);
  await undoAll(billing());
  await eventually(
    async () => ((await lenses(billing())).join() === 'at-least-once · 1 effect may repeat · no guard' ? true : undefined),
    'the lens after the edits',
  );
});

test('settings are followed', async () => {
  const settings = vscode.workspace.getConfiguration('deliveryGuarantees');
  await settings.update('codeLens.enabled', false, vscode.ConfigurationTarget.Global);
  await eventually(async () => ((await lenses(billing())).length === 0 ? true : undefined), 'lenses to go');
  await settings.update('codeLens.enabled', undefined, vscode.ConfigurationTarget.Global);
  await eventually(async () => ((await lenses(billing())).length > 0 ? true : undefined), 'lenses to come back');
  await settings.update('rules', { 'unguarded-effect': 'information' }, vscode.ConfigurationTarget.Global);
  await eventually(
    () => problems(billing()).find((one) => codeOf(one) === 'unguarded-effect' && one.severity === vscode.DiagnosticSeverity.Information),
    'the other severity',
  );
  await settings.update('rules', undefined, vscode.ConfigurationTarget.Global);
});

test('inlay hints come when they are asked for, and go again', async () => {
  const document = await vscode.workspace.openTextDocument(billing());
  const whole = new vscode.Range(0, 0, document.lineCount, 0);
  const hints = () => vscode.commands.executeCommand<vscode.InlayHint[]>('vscode.executeInlayHintProvider', billing(), whole);
  assert.deepEqual(await hints(), []);
  await vscode.commands.executeCommand('deliveryGuarantees.toggleInlayHints');
  const [hint] = await eventually(async () => ((await hints()).length > 0 ? await hints() : undefined), 'hints');
  assert.match(typeof hint?.label === 'string' ? hint.label : String(hint?.label[0]?.value), /repeat/);
  await vscode.commands.executeCommand('deliveryGuarantees.toggleInlayHints');
  await eventually(async () => ((await hints()).length === 0 ? true : undefined), 'hints to go');
});

test('the audit opens its report', async () => {
  assert.equal(await vscode.commands.executeCommand('deliveryGuarantees.auditWorkspace'), true);
  await eventually(() => vscode.window.tabGroups.all.flatMap((group) => group.tabs).find((tab) => tab.label === 'Delivery Guarantees: Audit'), 'the report');
});

test('the report is exported in every format, without a question where the caller has said what and where to', async () => {
  const to = (extension: string) => vscode.Uri.joinPath(folder('shop'), `report.${extension}`);
  const contents = { html: /^<!doctype html>/iu, md: /^# /u, json: /"schemaVersion": ?1/u, csv: /billing\.ts/u, sarif: /"version": ?"2\.1\.0"/u };
  const formats = { html: 'html', md: 'markdown', json: 'json', csv: 'csv', sarif: 'sarif' };
  for (const extension of ['html', 'md', 'json', 'csv', 'sarif'] as const) {
    const written = await vscode.commands.executeCommand<vscode.Uri[]>('deliveryGuarantees.exportReport', { format: formats[extension], to: to(extension) });
    assert.deepEqual(
      written.map((uri) => uri.path.split('/').at(-1)),
      [`report.${extension}`, `delivery-guarantees-mails.${extension}`],
    );
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(to(extension)));
    assert.match(text, contents[extension]);
    for (const uri of written) await vscode.workspace.fs.delete(uri);
  }
});

test('a handler is explained on a page of its own', async () => {
  const editor = await show(billing());
  const inside = positionOf(editor.document, 'JSON.parse');
  editor.selection = new vscode.Selection(inside, inside);
  assert.equal(await vscode.commands.executeCommand('deliveryGuarantees.explainHandler'), true);
  await eventually(() => vscode.window.tabGroups.all.flatMap((group) => group.tabs).find((tab) => tab.label.startsWith('Explain: ')), 'the page');
});

test('next and previous risky handler go round', async () => {
  const editor = await show(billing());
  editor.selection = new vscode.Selection(0, 0, 0, 0);
  const visited = new Set<string>();
  for (let index = 0; index < 2; index++) {
    await vscode.commands.executeCommand('deliveryGuarantees.nextRiskyHandler');
    visited.add(vscode.window.activeTextEditor?.document.uri.path.split('/').at(-1) ?? '');
  }
  assert.deepEqual([...visited].sort(), ['billing.ts', 'mails.ts']);
});

test('a model of an in-house library counts as it is typed, and its mistakes are shown where they stand', async () => {
  const file = vscode.Uri.joinPath(folder('shop'), 'delivery-guarantees.json');
  const source = vscode.Uri.joinPath(folder('shop'), 'src', 'in-house.ts');
  const handler = {
    at: 'Package.Member[listen].Argument[1]',
    message: 'Parameter[0]',
    delivery: [{ guarantee: 'at-least-once', acknowledged: 'on-success', why: 'the bus retries' }],
  };
  const withModel = (at: string) =>
    JSON.stringify({ format: 1, models: { transports: [{ format: 1, package: '@acme/bus', transport: 'other', handlers: [{ ...handler, at }] }] } }, null, 2);
  await vscode.workspace.fs.writeFile(
    source,
    new TextEncoder().encode(
      "import { listen } from '@acme/bus';\nlisten('orders', async (order) => {\n  await fetch('https://a.example', { method: 'POST', body: order });\n});\n",
    ),
  );
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode('{ "format": 1 }\n'));
  await show(source);
  assert.deepEqual(await lenses(source), []);
  await show(file);
  await edit(file, () => withModel(handler.at));
  await eventually(async () => ((await lenses(source)).length > 0 ? true : undefined), 'a lens over the handler of the model');
  await edit(file, () => withModel('Bus.Member[listen].Argument[1]'));
  await eventually(() => problems(file).find((one) => one.message.includes('"Bus"')), 'a problem that the schema does not tell');
  await eventually(async () => ((await lenses(source)).length === 0 ? true : undefined), 'the lens to go');
  await vscode.commands.executeCommand('workbench.action.files.revert');
  await vscode.workspace.fs.delete(file);
  await vscode.workspace.fs.delete(source);
});

test('the configuration file is checked as it is typed', async () => {
  const file = vscode.Uri.joinPath(folder('shop'), 'delivery-guarantees.json');
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode('{ "format": 1, "rule": {} }\n'));
  await show(file);
  await eventually(() => vscode.languages.getDiagnostics(file).find((one) => one.message.includes('rule')), 'a problem in the file');
  await vscode.workspace.fs.delete(file);
});
