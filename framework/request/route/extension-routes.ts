// Matches the extension routes that the build found with the extensions of the running site.
import type { ExtensionOf } from '../pipeline/server-definition.ts'
import type { ManifestFile } from '../pipeline/manifest.ts'

/**
 * Leaves out the files of extensions that the running site does not have.
 *
 * @throws Error if an extension has routes that are not part of the build
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
        `The extension ${name}: its routes are not part of the build. Routes are collected when the site is built: write extensions: […] in routes/_server, with the same extensions at build time and at run time.`,
      )
    }
  }
  return files.filter(({ extension }) => extension === undefined || names.has(extension))
}
