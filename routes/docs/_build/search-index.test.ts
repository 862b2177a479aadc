import { describe, expect, it } from 'vitest'
import { searchDocs } from '../_search/search-docs.ts'
import { createSearchIndex } from './search-index.ts'

const index = createSearchIndex()

/** Words of Vial, of Flask, Express, Next and others, and the page that answers the question. */
const questions: readonly (readonly [question: string, path: string])[] = [
  ['install', '/docs/get-started'],
  ['hello world', '/docs/get-started'],
  ['blueprint', '/docs/routing'],
  ['url_for', '/docs/routing'],
  ['before_request', '/docs/middleware'],
  ['middleware', '/docs/middleware'],
  ['app.use', '/docs/middleware'],
  ['dynamic route', '/docs/routing'],
  ['layout', '/docs/layouts'],
  ['seo', '/docs/layouts'],
  ['generateMetadata', '/docs/layouts'],
  ['getServerSideProps', '/docs/routing'],
  ['Jinja', '/docs/routing'],
  ['render_template', '/docs/routing'],
  ['flash', '/docs/forms-and-sessions'],
  ['cookies', '/docs/forms-and-sessions'],
  ['wtforms', '/docs/forms-and-sessions'],
  ['how do I validate a form', '/docs/forms-and-sessions'],
  ['server actions', '/docs/forms-and-sessions'],
  ['csrf token', '/docs/forms-and-sessions'],
  ['connect-redis', '/docs/session-stores'],
  ['login_required', '/docs/accounts'],
  ['passport', '/docs/accounts'],
  ['hash a password', '/docs/accounts'],
  ['rate limit', '/docs/accounts'],
  ['jsonify', '/docs/endpoints'],
  ['res.json', '/docs/endpoints'],
  ['api routes', '/docs/endpoints'],
  ['multer', '/docs/files'],
  ['upload an image', '/docs/files'],
  ['websocket', '/docs/real-time'],
  ['socket.io', '/docs/real-time'],
  ['server-sent events', '/docs/real-time'],
  ['errorhandler', '/docs/errors'],
  ['abort 404', '/docs/errors'],
  ['error boundary', '/docs/errors'],
  ['mdx', '/docs/markdown'],
  ['tailwind', '/docs/styles'],
  ['use client', '/docs/islands'],
  ['useState', '/docs/islands'],
  ['suspense', '/docs/streaming'],
  ['getStaticProps', '/docs/caching'],
  ['isr', '/docs/caching'],
  ['next/link', '/docs/navigation'],
  ['view transitions', '/docs/navigation'],
  ['vue', '/docs/single-page-applications'],
  ['helmet', '/docs/security-headers'],
  ['content security policy', '/docs/security-headers'],
  ['cors', '/docs/cross-origin'],
  ['i18n', '/docs/languages'],
  ['test_client', '/docs/testing'],
  ['pytest', '/docs/testing'],
  ['cron', '/docs/tasks'],
  ['celery', '/docs/tasks'],
  ['flask shell', '/docs/command-line'],
  ['env', '/docs/environment'],
  ['sqlalchemy', '/docs/databases'],
  ['migrations', '/docs/databases'],
  ['send mail', '/docs/mail'],
  ['webhook', '/docs/webhooks'],
  ['faq', '/docs/questions'],
  ['upgrade', '/docs/upgrading'],
  ['tutorial', '/docs/tutorial'],
  ['project structure', '/docs/project-structure'],
  ['coming from flask', '/docs/coming-from-flask'],
  ['next.js', '/docs/coming-from-next'],
  ['sveltekit', '/docs/coming-from-sveltekit'],
  ['astro', '/docs/coming-from-astro'],
  ['gunicorn', '/docs/deploy'],
  ['dockerfile', '/docs/hosting'],
  ['nginx', '/docs/hosting'],
  ['load balancer', '/docs/scaling'],
  ['cdn', '/docs/scaling'],
  ['health check', '/docs/operations'],
  ['prometheus', '/docs/operations'],
  ['logging', '/docs/operations'],
  ['context processor', '/docs/middleware'],
  ['get_flashed_messages', '/docs/forms-and-sessions'],
  ['send_from_directory', '/docs/files'],
  ['static files', '/docs/files'],
  ['favicon', '/docs/layouts'],
  ['404 page', '/docs/errors'],
  ['redirect', '/docs/forms-and-sessions'],
  ['useRouter', '/docs/navigation'],
  ['next/image', '/docs/coming-from-next'],
  ['generateStaticParams', '/docs/caching'],
  ['getStaticPaths', '/docs/caching'],
  ['revalidatePath', '/docs/caching'],
  ['loading.tsx', '/docs/streaming'],
  ['route groups', '/docs/routing'],
  ['hooks.server.ts', '/docs/middleware'],
  ['+page.server.ts', '/docs/coming-from-sveltekit'],
  ['form actions', '/docs/forms-and-sessions'],
  ['$app/navigation', '/docs/navigation'],
  ['adapter-node', '/docs/coming-from-sveltekit'],
  ['server islands', '/docs/caching'],
  ['content collections', '/docs/markdown'],
  ['client:visible', '/docs/islands'],
  ['astro.glob', '/docs/coming-from-astro'],
  ['req.query', '/docs/routing'],
  ['express.static', '/docs/files'],
  ['debug toolbar', '/docs/inspector'],
  ['app.config', '/docs/environment'],
  ['edge runtime', '/docs/why'],
  ['trailing slash', '/docs/routing'],
  ['typescript', '/docs/project-structure'],
  ['reverse proxy', '/docs/hosting'],
  ['pagination', '/docs/routing'],
  ['react', '/docs/single-page-applications'],
  ['graceful shutdown', '/docs/deploy'],
  ['sitemap', '/docs/layouts'],
  ['query string', '/docs/routing'],
  ['base path', '/docs/deploy'],
  ['subdirectory', '/docs/deploy'],
  ['zero downtime', '/docs/deploy'],
  ['client ip', '/docs/deploy'],
  ['monorepo', '/docs/project-structure'],
  ['component test', '/docs/testing'],
  ['repeated fields', '/docs/forms-and-sessions'],
  ['select multiple', '/docs/forms-and-sessions'],
  ['dropdown', '/docs/forms-and-sessions'],
  ['island', '/docs/islands'],
  ['islands', '/docs/islands'],
]

describe('searchDocs()', () => {
  it.each(questions)('finds the page for “%s” first', (question, path) => {
    expect(searchDocs(index, question)[0]?.id.split('#')[0]).toBe(path)
  })

  it('finds a word while it is typed, and with a typing error', () => {
    expect(searchDocs(index, 'webso')[0]?.id).toBe('/docs/real-time')
    expect(searchDocs(index, 'websoket')[0]?.id).toBe('/docs/real-time')
  })

  it('leads to the section', () => {
    expect(searchDocs(index, 'what is never cached')[0]?.id).toBe('/docs/caching#what-is-never-cached')
  })

  it('finds an export by its name', () => {
    const find = (text: string) => searchDocs(index, text)[0]?.id
    expect(find('needsRehash')).toBe('/docs/reference/auth#needsRehash')
    expect(find('RouteConfig')).toBe('/docs/reference/vial#RouteConfig')
    expect(find('createSealer')).toBe('/docs/reference/server#createSealer')
  })

  it('finds nothing for words that no page has, and for none', () => {
    expect(searchDocs(index, 'xylophone')).toEqual([])
    expect(searchDocs(index, '  ')).toEqual([])
  })
})
