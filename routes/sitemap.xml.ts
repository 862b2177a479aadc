// The public pages, for search engines.
import { type Context, href } from 'vial'
import { docsPages } from './docs/_pages.ts'
import { examples } from './examples/_examples.ts'

export function GET({ url }: Context<'/sitemap.xml'>) {
  const paths = [href('/'), href('/examples'), ...[...docsPages, ...examples].map(({ route }) => href(route))]
  const entries = paths.map((path) => `<url><loc>${escapeXml(url.origin + path)}</loc></url>`)
  const body = `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${entries.join('')}</urlset>
`
  return new Response(body, { headers: { 'content-type': 'application/xml; charset=utf-8' } })
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
