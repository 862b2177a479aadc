// Prints the mistakes that requests show in development, and looks for mistakes in the HTML of pages.
import type { Logger } from 'vite'
import type { ReviewHost } from '../node/dev-review.ts'
import { findDroppedCall } from './find-dropped-call.ts'
import { isOwnPath } from './mistakes/read-source.ts'
import type { RouteFile } from '../routing/route-file.ts'
import type { RouteTable } from '../routing/table.ts'
import type { BuildSite } from './site.ts'

/** Creates what the running site reports mistakes to. A mistake is printed once, and again after a change. */
export function createReviewHost(site: BuildSite, logger: Logger): ReviewHost {
  const printed = new Set<string>()
  let changes = site.changes
  return {
    report,
    findDroppedCall: (stack) => findDroppedCall(stack, site.options.root),
    reviewPage(paths, methods, html) {
      const file = `routes/${paths.at(-1)}`
      const visible = html.replace(hidden, '')
      reportNew(file, findFormMistakes(visible, methods))
      if (site.options.base === '/') return
      site.table().then(
        (table) => reportNew(file, findLinksOutside(visible, site, table)),
        // Routes that clash are reported where the site is loaded.
        () => {},
      )
    },
  }

  /** Reports mistakes, except those that the source checks have found with their line. */
  function reportNew(file: string, mistakes: readonly PageMistake[]): void {
    const known = [...site.sourceMistakes.values()].flat()
    for (const { text, source } of mistakes) {
      if (!known.some((message) => message.includes(source))) report(file, undefined, text)
    }
  }

  function report(file: string, line: number | undefined, message: string): void {
    if (changes !== site.changes) printed.clear()
    changes = site.changes
    const { root } = site.options
    const name = file.startsWith(`${root}/`) ? file.slice(root.length + 1) : file
    const text = `${name}${line === undefined ? '' : `:${line}`}: ${message}`
    if (!printed.has(text)) logger.warn(text, { timestamp: true })
    printed.add(text)
  }
}

interface PageMistake {
  readonly text: string
  /** What the source checks say about the same place. */
  readonly source: string
}

// Islands handle their forms and links in the browser.
const hidden = /<!--vial [\s\S]*?<!--\/vial-->|<(script|style|template|textarea)\b[\s\S]*?<\/\1>/g

function findFormMistakes(html: string, methods: ReadonlySet<string>): PageMistake[] {
  return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].flatMap(
    ([, attributes, content]): PageMistake[] => {
      const found: PageMistake[] = []
      const action = readAttribute(attributes!, 'action')
      const isForPage = action === undefined || action === '' || action.startsWith('?/')
      if (methods.has('POST') && isForPage && readAttribute(attributes!, 'method') === undefined) {
        found.push({
          text: 'a <form> of this page has no method, so it is sent with GET and POST never runs. Write <form method="post"> in the component that renders it, or method="get" for a form that only reads.',
          source: 'this <form> has no method',
        })
      }
      if (
        /<input\b[^>]*\btype="file"/.test(content!) &&
        readAttribute(attributes!, 'enctype') === undefined
      ) {
        found.push({
          text: 'a <form> of this page has a file field and no enctype, so only the name of the file is sent. Write <form method="post" enctype="multipart/form-data"> in the component that renders it.',
          source: 'the form around this file field has no enctype',
        })
      }
      return found
    },
  )
}

function readAttribute(attributes: string, name: string): string | undefined {
  const [text, value] = new RegExp(`\\s${name}(?:="([^"]*)"|(?![\\w-]))`, 'i').exec(attributes) ?? []
  return value ?? (text === undefined ? undefined : '')
}

function findLinksOutside(html: string, site: BuildSite, table: RouteTable<RouteFile>): PageMistake[] {
  const { base } = site.options
  const found = new Map<string, PageMistake>()
  for (const [, name, path] of html.matchAll(/\s(href|action|formaction|src)="(\/(?!\/)[^"]*)"/g)) {
    if (path!.startsWith(base) || path === base.slice(0, -1) || !isOwnPath(path!, site, table)) continue
    found.set(`${name} ${path}`, {
      text: `${name}="${path}" of this page is outside the base path ${base}. Write href('${path}') with href from vial in the component that renders it.`,
      source: `${name}="${path}" of`,
    })
  }
  return [...found.values()]
}
