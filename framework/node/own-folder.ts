// Locates this package, so that stacks can be told from those of the site.
import { fileURLToPath } from 'node:url'

/** The folder of this package, with a slash at its end; in a built site, the folder above that of the file with this code. */
export const ownFolder: string = fileURLToPath(new URL('..', import.meta.url))
