// The pages of the hand-written servers, with Preact.
import type { ComponentChildren, VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { Rows } from './site/routes/cached/_rows.tsx'
import { createRows, createTiles, links } from './site/workload.ts'

/** Renders a page in its layout. */
export function renderPage(title: string, content: VNode): string {
  return `<!DOCTYPE html>${renderToString(<Page title={title}>{content}</Page>)}`
}

/** Renders the page that a cache would store. */
export function renderCachedPage(): string {
  return renderPage(
    'Cached',
    <>
      <b>Visits: 0</b>
      <Rows />
    </>,
  )
}

function Page({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
      </head>
      <body>
        <nav>
          {links.map(([path, label]) => (
            <a key={path} href={path}>
              {label}
            </a>
          ))}
        </nav>
        <main>{children}</main>
      </body>
    </html>
  )
}

export function Hello({ name }: { name: string }) {
  return (
    <>
      <h1>Hello, {name}!</h1>
      <p>
        Now: <time>{new Date().toISOString()}</time>
      </p>
    </>
  )
}

export function Table() {
  return (
    <>
      <h1>Table</h1>
      <table>
        <tbody>
          {createRows().map((row) => (
            <tr key={row.id}>
              <td>{row.id}</td>
              <td>{row.name}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

export function Spiral() {
  return (
    <>
      <h1>Spiral</h1>
      <div class="wrap">
        {createTiles().map(({ x, y }) => (
          <div key={`${x} ${y}`} class="tile" style={{ left: `${x}px`, top: `${y}px` }} />
        ))}
      </div>
    </>
  )
}
