// Cleans the names of uploaded files for display.

/**
 * Makes the name of an uploaded file safe to show.
 *
 * Removes everything before the last slash, control characters, and characters that change the direction of text. The
 * result is still untrusted: names can repeat, and some names mean a device on Windows.
 *
 * @returns At most 200 characters; `file` when nothing is left, and an empty string for an empty name
 */
export function toDisplayName(name: string): string {
  if (name === '') return ''
  const last = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1)
  const clean = last.toWellFormed().replace(unseen, '').replace(/\s+/g, ' ').trim()
  if (/^\.*$/.test(clean)) return 'file'
  return shorten(clean)
}

// Control and format characters: line breaks, NUL, direction marks, the byte order mark.
const unseen = /[\p{Cc}\p{Cf}\u2028\u2029]/gu

/** Keeps the extension, which tells what kind of file it is. */
function shorten(name: string): string {
  const characters = [...name]
  if (characters.length <= 200) return name
  const dot = characters.lastIndexOf('.')
  const ending = characters.length - dot <= 20 ? characters.slice(dot) : []
  return [...characters.slice(0, 200 - ending.length), ...ending].join('')
}
