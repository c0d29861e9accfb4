// A workspace that notes down what it was asked.
import { wordKey, type Dependencies } from '../base/dependencies.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** Resolution and listings are not noted: when those change, everything is analysed anew. */
export function trackedWorkspace(workspace: Workspace, dependencies: Dependencies): Workspace {
  return {
    root: workspace.root,
    get files() {
      return workspace.files;
    },
    get candidates() {
      return workspace.candidates;
    },
    get skipped() {
      return workspace.skipped;
    },
    get stats() {
      return workspace.stats;
    },
    isIncluded: (file) => workspace.isIncluded(file),
    read(file) {
      dependencies.touch(file);
      return workspace.read(file);
    },
    resolve: (from, specifier) => workspace.resolve(from, specifier),
    filesNaming(word, limit) {
      dependencies.touch(wordKey(word));
      return workspace.filesNaming(word, limit);
    },
    sqlNaming(word) {
      dependencies.touch(wordKey(word));
      return workspace.sqlNaming(word);
    },
    versionOf: (from, package_) => workspace.versionOf(from, package_),
    filesLike: (pattern) => workspace.filesLike(pattern),
  };
}
