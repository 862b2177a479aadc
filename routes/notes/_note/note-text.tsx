// Renders the text of a note, on the server and in the browser. Preact escapes all of it.
import type { ComponentChild } from 'preact'
import { type Block, type Inline, parseNote } from './parse-note.ts'

export function NoteText({ text }: { text: string }) {
  return <div class="note-text">{parseNote(text).map(showBlock)}</div>
}

function showBlock(block: Block): ComponentChild {
  if (block.tag === 'p') return <p>{block.children.map(showInline)}</p>
  if (block.tag === 'pre') {
    return (
      <pre>
        <code>{block.text}</code>
      </pre>
    )
  }
  const items = block.items.map(showItem)
  return block.tag === 'ul' ? <ul>{items}</ul> : <ol start={block.start}>{items}</ol>
}

function showItem(children: Inline[]): ComponentChild {
  return <li>{children.map(showInline)}</li>
}

function showInline(part: Inline): ComponentChild {
  if (typeof part === 'string') return part
  if (part.tag === 'code') return <code>{part.text}</code>
  const children = part.children.map(showInline)
  if (part.tag === 'a') {
    return (
      <a href={part.href} rel="noopener noreferrer nofollow">
        {children}
      </a>
    )
  }
  return part.tag === 'em' ? <em>{children}</em> : <strong>{children}</strong>
}
