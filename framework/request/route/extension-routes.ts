// The route files of extensions, which were found when the site was built, and the extensions of the site that runs.
import type { ExtensionOf } from '../pipeline/server-definition.ts'
import type { ManifestFile } from '../pipeline/manifest.ts'

/**
 * Leaves out the files of extensions that the site runs without.
 *
 * @throws Error when an extension brings routes that the build has not seen
 */
export function findActiveFiles<Context>(
  files: readonly ManifestFile[],
  extensions: readonly ExtensionOf<Context>[] = [],
): readonly ManifestFile[] {
  const names = new Set(extensions.filter(({ routes }) => routes !== undefined).map(({ name }) => name))
  const known = new Set(files.map(({ extension }) => extension))
  for (const name of names) {
    if (!known.has(name)) {
      throw new Error(
        `The extension ${name}: its routes are not part of this site. They are looked for when the site is built: write extensions: […] in routes/_server itself, the same there as where the site runs.`,
      )
    }
  }
  return files.filter(({ extension }) => extension === undefined || names.has(extension))
}
