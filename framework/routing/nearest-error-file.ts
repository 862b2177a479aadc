// Finds the error file that answers for a folder.

/** A folder of `routes/` and its error files. */
export interface ErrorFolder<File> {
  /** By status; `anyStatus` is `_error`. */
  readonly errors: ReadonlyMap<number, File>
}

/** The key of `_error`, which is for every status without a file of its own. */
export const anyStatus = 0

/**
 * Finds the nearest error file: a file for the exact status beats `_error`, then an inner folder beats an outer one.
 *
 * @param folders The folders that may answer, outermost first
 * @param status Such as 404
 * @returns The file and its folder; `undefined` when no folder has one
 */
export function nearestErrorFile<File, Folder extends ErrorFolder<File>>(
  folders: readonly (Folder & ErrorFolder<File>)[],
  status: number,
): { folder: Folder; file: File } | undefined {
  for (const wanted of [status, anyStatus]) {
    const folder = folders.findLast(({ errors }) => errors.has(wanted))
    if (folder) return { folder, file: folder.errors.get(wanted)! }
  }
  return undefined
}
