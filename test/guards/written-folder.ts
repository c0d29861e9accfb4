/** Where the fixes' files go: below the project, so that the drivers are found. */
export const writtenFolder = { lease: '.cache/guards/written', inbox: '.cache/guards/written-inbox' } as const;
