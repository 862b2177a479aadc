// Parses docstrings (JSDoc): the description, and the tags with what they say.

export interface Docstring {
  /** Markdown; empty if there is no docstring. */
  description: string
  params: readonly DocumentedName[]
  returns: string
  throws: readonly string[]
}

export interface DocumentedName {
  name: string
  /** Markdown. */
  text: string
}

/** Parses the text of a docstring without its delimiters. */
export function parseDocstring(comment: string): Docstring {
  const text = comment
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trimEnd())
    .join('\n')
  const [description = '', ...tags] = text.split(/^(?=@\w)/m).map(formatLinks)
  return {
    description: description.trim(),
    params: readTags(tags, 'param').map(parseParam),
    returns: readTags(tags, 'returns')[0] ?? '',
    throws: readTags(tags, 'throws').map((tag) => tag.replace(/^\{(\w+)\}\s*/, '`$1`: ')),
  }
}

/** Formats `{@link name}` as code. */
function formatLinks(text: string): string {
  return text.replace(/\{@link\s+([^}]+?)\s*\}/g, '`$1`')
}

function readTags(tags: readonly string[], name: string): string[] {
  const start = `@${name} `
  return tags.filter((tag) => tag.startsWith(start)).map((tag) => joinLines(tag.slice(start.length)))
}

function joinLines(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, ' ')
}

function parseParam(tag: string): DocumentedName {
  const [, name = '', text = ''] = /^\[?([\w.]+)[^\s]*\s*(?:- )?(.*)$/.exec(tag) ?? []
  return { name, text }
}
