// The public pages, for search engines.
import { type Context, href } from 'vial'
import { docsPages } from './docs/_pages.ts'
import { examples } from './examples/_examples.ts'
import { languages } from './examples/_languages/languages.ts'
import { roomPages, toRoomPath } from './examples/_languages/room-pages.ts'

export function GET({ url }: Context<'/sitemap.xml'>) {
  const listed = [...docsPages, ...examples].map(({ route }) => href(route))
  // The reading room has a URL for each language. The one without leads to one of them.
  const translated = roomPages.flatMap((page) => languages.map((lang) => toRoomPath(page, lang)))
  const paths = [href('/'), href('/examples'), ...listed, ...translated].filter(
    (path) => path !== toRoomPath('home'),
  )
  const entries = paths.map((path) => `<url><loc>${escapeXml(url.origin + path)}</loc></url>`)
  const body = `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${entries.join('')}</urlset>
`
  return new Response(body, { headers: { 'content-type': 'application/xml; charset=utf-8' } })
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
