/** Where the fix's files go: below the project, so that the drivers are found. */
export const writtenFolder = '.cache/guards/written';
