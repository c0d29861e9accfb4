// Files and processes. Writing a named file is repeatable, appending is not; a command line is a change unless it only reads.
import type { EffectModel } from '../schema.ts';

export const files = {
  format: 1,
  package: ['fs', 'fs-extra', 'graceful-fs', 'mz', 'rimraf', 'del', 'mkdirp', 'make-dir', 'write-file-atomic', 'jsonfile'],
  types: { Fs: ['Package', 'Package.Member[promises,fs]'] },
  effects: [
    {
      at: 'Fs.Member[writeFile,writeFileSync]',
      kind: 'filesystem',
      verb: 'appends to a file',
      write: 'relative',
      temporary: 'Call.Argument[0]',
      when: [{ option: 'Call.Argument[2].Member[flag]', is: 'a' }],
    },
    {
      at: 'Fs.Member[writeFile,writeFileSync,outputFile,outputFileSync,writeJson,writeJSON,writeJsonSync,outputJson,outputJSON,truncate]',
      kind: 'filesystem',
      verb: 'writes a file',
      write: { named: 'Call.Argument[0]' },
      temporary: 'Call.Argument[0]',
    },
    {
      at: 'Fs.Member[cp,cpSync,copyFile,copyFileSync,copy,copySync]',
      kind: 'filesystem',
      verb: 'writes a file',
      write: { named: 'Call.Argument[1]' },
      temporary: 'Call.Argument[1]',
    },
    {
      at: 'Fs.Member[appendFile,appendFileSync]',
      kind: 'filesystem',
      verb: 'appends to a file',
      write: 'relative',
      temporary: 'Call.Argument[0]',
    },
    {
      at: 'Fs.Member[rename,renameSync,move,moveSync]',
      kind: 'filesystem',
      verb: 'moves or removes a file',
      write: 'delete',
      temporary: ['Call.Argument[0]', 'Call.Argument[1]'],
      takes: 'Call.Argument[0]',
    },
    {
      at: 'Fs.Member[unlink,unlinkSync,rm,rmSync,rmdir,rmdirSync,remove,removeSync,emptyDir]',
      kind: 'filesystem',
      verb: 'moves or removes a file',
      write: 'delete',
      temporary: 'Call.Argument[0]',
      takes: 'Call.Argument[0]',
    },
  ],
  harmless: [
    {
      at: 'Fs.Member[mkdtemp,mkdtempSync,mkdir,mkdirSync,ensureDir,ensureDirSync,ensureFile,chmod,utimes,symlink]',
      kind: 'other',
    },
  ],
  lists: ['Fs.Member[readdir,readdirSync,opendir,opendirSync]'],
  // It answers every error with false.
  pure: ['Fs.Member[existsSync]'],
  otherwise: 'read',
  sources: ['https://nodejs.org/api/fs.html', 'fs-extra@11'],
} as const satisfies EffectModel;

/** A workbook is made in memory, until it is written. */
export const workbooks = {
  format: 1,
  package: ['exceljs'],
  types: { Workbook: ['Package.Member[Workbook].Instance', 'Workbook'] },
  effects: [{ at: 'Workbook.Member[xlsx,csv].Member[writeFile]', kind: 'filesystem', verb: 'writes a file', write: { named: 'Call.Argument[0]' } }],
  otherwise: 'pure',
  sources: ['exceljs@4.4.0 index.d.ts'],
} as const satisfies EffectModel;

export const processes = {
  format: 1,
  package: ['child_process', 'execa', 'zx', 'cross-spawn', 'shelljs', 'simple-git', 'promisify-child-process'],
  types: { Git: ['Package.ReturnValue', 'Package.Member[simpleGit,gitP].ReturnValue', 'SimpleGit'] },
  effects: [
    {
      at: 'Package.Member[exec,execSync,execFile,execFileSync,spawn,spawnSync,fork,execa,execaCommand,$]',
      kind: 'other',
      verb: 'runs a command',
      write: { shell: 'Call.Argument[0]' },
    },
    { at: 'Package', kind: 'other', verb: 'runs a command', write: { shell: 'Call.Argument[0]' } },
    {
      at: 'Git.Member[push,merge,deleteRemoteBranch,pushTags]',
      kind: 'other',
      verb: 'changes a git repository',
      write: 'set',
    },
  ],
  own: ['Package.Member[fork].ReturnValue.Member[send]'],
  otherwise: 'read',
  sources: ['https://nodejs.org/api/child_process.html'],
} as const satisfies EffectModel;

/** What a thread or another process of the cluster is sent, it works on by itself. */
export const threads = {
  format: 1,
  package: ['worker_threads', 'cluster'],
  effects: [{ at: 'Package.Member[Worker].Instance', kind: 'other', verb: 'starts a thread', write: 'send' }],
  own: [
    'Package.Member[Worker,BroadcastChannel].Instance.Member[postMessage]',
    'Package.Member[parentPort].Member[postMessage]',
    'Package.Member[MessageChannel].Instance.AnyMember.Member[postMessage]',
    'Package.Member[fork].ReturnValue.Member[send]',
    'Package.Member[worker].Member[send]',
  ],
  otherwise: 'pure',
  sources: ['https://nodejs.org/api/worker_threads.html', 'https://nodejs.org/api/cluster.html'],
} as const satisfies EffectModel;

export const remoteFiles = {
  format: 1,
  package: ['basic-ftp', 'ssh2-sftp-client', 'ssh2-promise', 'ssh2', 'cloudinary', 'imagekit', '@uploadcare/upload-client', 'node-ssh', 'sftp-promise'],
  types: {
    Client: [
      'Package.Member[Client].Instance',
      'Package.Instance',
      'Package.Member[SFTP].Instance',
      'SFTPClient',
      'Package.Member[v2].Member[uploader]',
      'Package.Member[uploader]',
    ],
  },
  effects: [
    {
      at: 'Client.Member[put,fastPut,uploadFrom,uploadDir,writeFile]',
      kind: 'storage',
      verb: 'writes a remote file',
      write: { named: 'Call.Argument[1]' },
    },
    {
      at: 'Client.Member[append,appendFrom,appendFile]',
      kind: 'storage',
      verb: 'appends to a remote file',
      write: 'relative',
    },
    {
      at: 'Client.Member[rename,posixRename,delete,remove,rmdir,unlink]',
      kind: 'storage',
      verb: 'moves or removes a remote file',
      write: 'delete',
      takes: 'Call.Argument[0]',
    },
    {
      at: 'Client.Member[upload,upload_stream,upload_large]',
      kind: 'storage',
      verb: 'uploads a file',
      write: 'send',
    },
    {
      at: 'Client.Member[destroy,deleteFile]',
      kind: 'storage',
      verb: 'deletes a file',
      write: 'delete',
    },
  ],
  lists: ['Client.Member[list,readdir]'],
  otherwise: 'read',
  sources: ['basic-ftp@6.2.6', 'ssh2-sftp-client@12.1.1 src/index.js'],
} as const satisfies EffectModel;
