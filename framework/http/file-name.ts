// Names of files that strangers chose.

/**
 * Makes the name of a sent file fit to be shown.
 *
 * What stands before the last slash goes, as do control characters and those that turn the direction of writing around. It
 * still is a stranger's word: two files may have one name, and some names mean a device on Windows.
 *
 * @returns At most 200 characters; `file` when nothing is left of it, and nothing for a name that is empty
 */
export function toDisplayName(name: string): string {
  if (name === '') return ''
  const last = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1)
  const clean = last.toWellFormed().replace(unseen, '').replace(/\s+/g, ' ').trim()
  if (/^\.*$/.test(clean)) return 'file'
  return shorten(clean)
}

// Control and format characters: line breaks, NUL, marks of direction, the byte order mark.
const unseen = /[\p{Cc}\p{Cf}\u2028\u2029]/gu

/** Keeps the ending, which says most about a file. */
function shorten(name: string): string {
  const characters = [...name]
  if (characters.length <= 200) return name
  const dot = characters.lastIndexOf('.')
  const ending = characters.length - dot <= 20 ? characters.slice(dot) : []
  return [...characters.slice(0, 200 - ending.length), ...ending].join('')
}
