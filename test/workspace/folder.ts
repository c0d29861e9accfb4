// Writes a folder for a test and takes it away afterwards.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Runs `work` in a fresh folder that holds these files; a Buffer is written as it is. */
export async function inFolder(files: Readonly<Record<string, string | Buffer>>, work: (root: string) => void | Promise<void>): Promise<void> {
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'workspace-')));
  try {
    for (const [file, content] of Object.entries(files)) writeFile(root, file, content);
    await work(root);
  } finally {
    fs.rmSync(root, { recursive: true, force: true });
  }
}

export function writeFile(root: string, file: string, content: string | Buffer): void {
  const full = path.join(root, file);
  fs.mkdirSync(path.dirname(full), { recursive: true });
  fs.writeFileSync(full, content);
}
