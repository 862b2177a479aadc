// The built-in error page, for sites without an error file.
import { escapeAttribute, escapeText } from '../http/escape-html.ts'

export interface ErrorDocument {
  readonly status: number
  readonly title: string
  readonly message: string
  /** What is wrong with each field, for data that was not accepted. */
  readonly details: readonly string[]
  readonly requestId: string
  readonly nonce: string
}

/** Formats a small, self-contained page. */
export function formatErrorDocument(page: ErrorDocument): string {
  const { status, title, message, details, requestId, nonce } = page
  const items = details.map((detail) => `<li>${escapeText(detail)}</li>`).join('')
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>${status} ${escapeText(title)}</title><style nonce="${escapeAttribute(nonce)}">${style}</style></head><body><main><p class="status">${status}</p><h1>${escapeText(title)}</h1><p>${escapeText(message)}</p>${items && `<ul>${items}</ul>`}<p class="id">Request ${escapeText(requestId)}</p></main></body></html>`
}

const style = [
  ':root{color-scheme:light dark;font:100%/1.5 system-ui,sans-serif}',
  'body{margin:0;min-height:100vh;display:grid;place-items:center;background:Canvas;color:CanvasText}',
  'main{max-width:34rem;padding:2rem}',
  'h1{font-size:1.75rem;line-height:1.2;margin:.25rem 0 1rem}',
  '.status{margin:0;font-weight:600}',
  '.id{font-size:.875rem;opacity:.8}',
].join('')
