// Prints the mistakes that requests show in development, and looks for mistakes in the HTML of pages.
import { isAbsolute } from 'node:path'
import { type ViteDevServer, normalizePath } from 'vite'
import type { PageReview, ReviewHost } from '../../node/dev/dev-review.ts'
import type { Position } from '../../node/log/stack-frame.ts'
import { describeMissingPage } from './dev-missing.ts'
import { type OutsideLink, createLinkReview, findLinksOutside } from './dev-links.ts'
import { findDroppedCall } from './find-dropped-call.ts'
import { findEndedParagraphs } from './find-ended-paragraphs.ts'
import { findDataPosition } from '../mistakes/find-data-position.ts'
import type { BuildSite } from '../site.ts'
import { formatPlace } from '../source-position.ts'

/** Creates what the running site reports mistakes to. A mistake is printed once, and again after a change. */
export function createReviewHost(site: BuildSite, server: ViteDevServer): ReviewHost {
  const { logger } = server.config
  const findDeadLinks = createLinkReview(site, server)
  const printed = new Set<string>()
  let changes = site.dev.changes
  return {
    report(file, position, message) {
      if (!isKnown(toAbsolute(file), position?.line, message)) report(file, position, message)
    },
    reportData(file, path, message) {
      const source = toAbsolute(file)
      const [key] = path.split('[')
      const known = site.compiled.sourceMistakes.get(source) ?? []
      if (known.some((mistake) => mistake.message.startsWith(`${key} is a `))) return
      if (!isPrinted(`${file} ${message}`)) report(file, findDataPosition(source, path), message)
    },
    findDroppedCall: (stack) => findDroppedCall(stack, site.options.root),
    reviewMissing(url) {
      describeMissingPage(url, site).then(
        (message) => {
          if (message !== undefined) report('routes', undefined, message)
        },
        // Routes that clash are reported where the site is loaded.
        () => {},
      )
    },
    reviewPage(page) {
      const file = `routes/${page.paths.at(-1)}`
      const visible = page.html.replace(hidden, '')
      reportNew(file, [
        ...findFormMistakes(visible, page.methods),
        ...findSharedIds(visible),
        ...findEndedParagraphs(visible).map(describeEnded),
      ])
      // Routes that clash, and a site that stops, are reported elsewhere.
      reviewLinks(page, visible).catch(() => {})
    },
  }

  async function reviewLinks(page: PageReview, html: string): Promise<void> {
    const file = `routes/${page.paths.at(-1)}`
    const table = await site.table()
    reportNew(file, findLinksOutside(html, site, table).map(describeOutside))
    for (const { href, place } of await findDeadLinks(page, html, table)) {
      const message = `href="${href}" leads to no page, because no route and no file answers it. Correct the link, or add the route.`
      if (place) report(`routes/${place.path}`, place, message)
      // A component that several pages share is named with the first of them.
      else if (!isPrinted(`href ${href}`)) report(file, undefined, message)
    }
  }

  function describeOutside({ name, path }: OutsideLink): PageMistake {
    return {
      text: `${name}="${path}" of this page is outside the base path ${site.options.base}. Write href('${path}') with href from vial in the component that renders it.`,
      source: `${name}="${path}" of`,
    }
  }

  /** Reports mistakes, except those that the source checks have found with their line. */
  function reportNew(file: string, mistakes: readonly PageMistake[]): void {
    const known = [...site.compiled.sourceMistakes.values()].flat()
    for (const { text, source } of mistakes) {
      if (!known.some(({ message }) => message.includes(source))) report(file, undefined, text)
    }
  }

  /** Tells whether the source checks have found the same: in the same words, or a child in the same element. */
  function isKnown(file: string, line: number | undefined, message: string): boolean {
    const known = site.compiled.sourceMistakes.get(file) ?? []
    const isChild = message.includes(' as a child of ')
    return known.some((mistake) => mistake.message === message || (isChild && mistake.elementLine === line))
  }

  function toAbsolute(file: string): string {
    return isAbsolute(file) ? normalizePath(file) : site.toFile(file.replace(/^routes\//, ''))
  }

  /** Tells whether a place has been seen since the last change, and remembers it. */
  function isPrinted(place: string): boolean {
    if (changes !== site.dev.changes) printed.clear()
    changes = site.dev.changes
    const isKnown = printed.has(place)
    printed.add(place)
    return isKnown
  }

  function report(file: string, position: Position | undefined, message: string): void {
    const { root } = site.options
    const name = file.startsWith(`${root}/`) ? file.slice(root.length + 1) : file
    // One sentence is enough for a line.
    if (isPrinted(`${name} ${position?.line} ${message}`)) return
    logger.warn(`${formatPlace(name, position)}: ${message}`, { timestamp: true })
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

function describeEnded(tag: string): PageMistake {
  return {
    text: `a <${tag}> of this page is inside a <p>, and browsers end the paragraph before it. Write <div> instead of <p> in the component that renders it.`,
    source: `<${tag}> cannot be inside <p>`,
  }
}

function readAttribute(attributes: string, name: string): string | undefined {
  const [text, value] = new RegExp(`\\s${name}(?:="([^"]*)"|(?![\\w-]))`, 'i').exec(attributes) ?? []
  return value ?? (text === undefined ? undefined : '')
}

/** Finds fields that have the same id, such as those of one form for each row of a list. */
function findSharedIds(html: string): PageMistake[] {
  const counts = new Map<string, number>()
  for (const [, attributes] of html.matchAll(/<(?:input|select|textarea)\b((?:[^>"']|"[^"]*"|'[^']*')*)>/g)) {
    const id = readAttribute(attributes!, 'id')
    if (id) counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  return [...counts].flatMap(([id, count]) =>
    count < 2
      ? []
      : {
          text: `${count} fields of this page have the id "${id}", so labels and error messages belong to the first of them. In a list with one form for each row, write field(form, name, { row: { id } }), and pass row to <FieldMessages>. For forms with different actions, pass action.`,
          source: `id="${id}"`,
        },
  )
}
