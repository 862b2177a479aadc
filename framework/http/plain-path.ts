// Checks relative paths that come from a request.

/**
 * Tells whether a path stays below the folder that it is relative to and names nothing hidden.
 *
 * Refuses `..` and `.`, names that start with a dot, a slash at either end, NUL and backslashes. On Windows it also refuses
 * streams (`a::$DATA`), devices (`NUL.txt`), short names (`PROGRA~1`) and names that end with a dot or a space.
 */
export function isPlainPath(path: string, onWindows: boolean): boolean {
  return path
    .split('/')
    .every(
      (name) =>
        name !== '' &&
        !name.startsWith('.') &&
        !name.includes('\0') &&
        !name.includes('\\') &&
        !(onWindows && unusual.test(name)),
    )
}

const unusual = /[:*?"<>|]|~\d|[. ]$|^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)\s*(\.|$)/i
