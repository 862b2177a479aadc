// Paths below a folder that strangers may name.

/**
 * Tells whether a path leads to something visible below the folder that it is relative to.
 *
 * Refused: `..` and `.`, names that start with a dot, a slash at either end, NUL, backslashes, and on Windows also streams
 * (`a::$DATA`), devices (`NUL.txt`), short names (`PROGRA~1`) and names that end with a dot or a space.
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
