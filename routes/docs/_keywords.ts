// What visitors call the subject of a page: words that the page does not use, and those of other frameworks.
import type { DocsRoute } from './_pages.ts'

export const docsKeywords: Partial<Record<DocsRoute, string>> = {
  '/docs': 'overview introduction contents',
  '/docs/get-started':
    'install installation quickstart setup create new project hello world npm create first page',
  '/docs/routing':
    'blueprint route router url_for params parameters dynamic routes slug catch-all path converter link href pages directory file-based nested useParams loader getServerSideProps load function render_template jinja template templates ejs pug handlebars view views group groups trailing slash strict_slashes query string req.query pagination',
  '/docs/forms-and-sessions':
    'flash session cookies cookie request.form wtforms action actions useActionState server actions validation validate zod valibot csrf token redirect after post redirect body-parser express-session useFormStatus checkbox get_flashed_messages redirects dropdown textarea multiselect dynamic array nested repeated keep values',
  '/docs/session-stores':
    'redis store server-side sessions revoke log out everywhere connect-redis memory store flask-session',
  '/docs/accounts':
    'authentication authorization auth login logout log in sign in password register user roles permission flask-login login_required passport next-auth oauth oidc google hash bcrypt jwt bearer api token rate limit limiter guard protect page',
  '/docs/endpoints':
    'api rest json jsonify route handler NextResponse res.json app.get api routes problem details 422 graphql',
  '/docs/files':
    'upload uploads file multer send_file sendFile download image multipart range busboy attachment static files public folder express.static',
  '/docs/real-time':
    'websocket websockets socket socket.io sse server-sent events eventsource EventSource push live chat rooms pubsub broadcast',
  '/docs/errors':
    'error errorhandler abort 404 500 not found exception error boundary error.tsx not-found onerror error page HttpError',
  '/docs/markdown': 'mdx md content blog articles frontmatter remark rehype content collections',
  '/docs/styles': 'css stylesheet sass scss tailwind modules css-modules styled fonts static assets images',
  '/docs/islands':
    'island hydrate hydration client component use client useState onClick interactive javascript browser jquery alpine client-side signals useEffect client:load',
  '/docs/streaming': 'suspense stream streaming loading loading.tsx defer deferred lazy generator skeleton',
  '/docs/caching':
    'cache caching isr revalidate getStaticProps static generation ssg swr stale-while-revalidate prerender export etag memoize flask-caching cdn tags revalidateTag revalidatePath server islands islands server:defer generateStaticParams',
  '/docs/navigation':
    'link next/link prefetch view transitions client navigation router turbolinks htmx pjax spa useRouter loading indicator',
  '/docs/single-page-applications': 'spa vue react angular client-side app catch-all embed svelte',
  '/docs/security-headers':
    'csp content-security-policy helmet hsts security headers nonce inline script iframe clickjacking talisman xss frame-ancestors',
  '/docs/cross-origin':
    'cors origin preflight access-control-allow-origin flask-cors other domain csrf trusted',
  '/docs/languages':
    'i18n internationalization translation locale language hreflang accept-language babel gettext l10n intl',
  '/docs/testing':
    'test tests vitest jest pytest test_client client unit integration supertest playwright mock testing-library render snapshot component components',
  '/docs/extensions': 'extension plugin hooks package init_app flask extension reusable module',
  '/docs/tasks':
    'task tasks cron crontab schedule scheduled background job jobs worker queue celery apscheduler bullmq',
  '/docs/tutorial': 'tutorial learn course example application walkthrough todo crud',
  '/docs/project-structure':
    'project structure folder folders directory layout of files organise organize tree typescript types tsconfig monorepo workspace workspaces linked package packages',
  '/docs/questions': 'faq questions troubleshooting help',
  '/docs/layouts':
    'layout layouts head seo title meta og open graph canonical sitemap robots document shell _app html lang base template extends block metadata generateMetadata favicon icon',
  '/docs/middleware':
    'middleware before_request after_request app.use hooks handle guard intercept teardown locals g res.locals hooks.server.ts context_processor context processor',
  '/docs/databases':
    'database databases db sql sqlite postgres postgresql mysql mongodb mongoose orm prisma drizzle kysely sqlalchemy migrations migrate alembic model models',
  '/docs/mail': 'mail email e-mail smtp nodemailer flask-mail send mail newsletter',
  '/docs/webhooks': 'webhook webhooks hook signature hmac stripe github callback',
  '/docs/environment':
    'env environment .env dotenv variables process.env settings configuration config app.config secret SESSION_SECRET NEXT_PUBLIC',
  '/docs/config-and-context': 'context object cheat sheet',
  '/docs/error-messages': 'error message messages warning what does it mean',
  '/docs/upgrading': 'upgrade upgrading update version changelog migration guide semver breaking changes',
  '/docs/why': 'why compare comparison alternatives philosophy when not to use limits',
  '/docs/how-a-request-travels': 'request lifecycle pipeline order life cycle architecture',
  '/docs/coming-from-flask': 'flask python django migrate from flask',
  '/docs/coming-from-express': 'express koa fastify migrate from express',
  '/docs/coming-from-next': 'next next.js nextjs remix react router migrate from next',
  '/docs/coming-from-sveltekit': 'sveltekit svelte kit migrate from sveltekit',
  '/docs/coming-from-astro': 'astro migrate from astro',
  '/docs/coming-from-fresh': 'fresh deno honox hono migrate from fresh',
  '/docs/command-line':
    'cli command commands click flask shell shell repl typegen routes list doctor check flask run artisan manage.py script seed',
  '/docs/deploy':
    'production build deploy deployment start port host proxy gunicorn wsgi https zero downtime zero-downtime rolling restart client ip address remote_addr x-forwarded-for subdirectory subpath sub-path prefix base path application_root custom server embed middie',
  '/docs/hosting':
    'nginx caddy docker dockerfile kubernetes k8s systemd fly render heroku railway vercel platform container pm2 reverse proxy',
  '/docs/inspector': 'inspector debug toolbar debugtoolbar debugger devtools list of requests waterfall',
  '/docs/scaling':
    'scale scaling load balancer horizontal cluster multiple servers machines cdn cloudflare fastly capacity performance sticky session affinity traffic',
  '/docs/operations':
    'log logs logging logger health healthcheck metrics prometheus trace tracing opentelemetry monitoring shutdown graceful pino winston morgan sentry',
}
