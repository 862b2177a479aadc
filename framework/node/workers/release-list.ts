// Remembers where the files of the last releases are: pages that visitors have open still load scripts and styles from them.

/** More would only take memory in every worker. */
const maxReleases = 10

export interface ReleaseList {
  /**
   * Adds the folder of a release, as the newest.
   *
   * @returns The folders of all releases that are remembered
   */
  add(folder: string): readonly string[]
}

/** Creates an empty list. */
export function createReleaseList(): ReleaseList {
  let folders: readonly string[] = []
  return {
    add(folder) {
      folders = [...folders.filter((known) => known !== folder), folder].slice(-maxReleases)
      return folders
    },
  }
}
