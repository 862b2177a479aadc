// The layout of every page: header, navigation and footer.
import {
  type Head,
  type HeadLink,
  type HeadMeta,
  type LayoutProps,
  canonical,
  href,
  isActive,
  publicUrl,
} from 'vial'
import { Mark } from './_site/mark.tsx'
import VisitorTheme from './_theme/visitor-theme.personal.tsx'

export const head = ({ url, status }: LayoutProps): Head => ({
  title: { template: '%s · Vial', default: 'Vial' },
  meta: toSocialCard(url),
  // An error page has no canonical URL.
  link: status < 400 ? [toCanonical(url)] : [],
})

export default function Layout({ children }: LayoutProps) {
  return (
    <>
      {/* These parts are in English, whatever the language of the page. */}
      <a class="skip-link" href="#main" lang="en" dir="ltr">
        Skip to the content
      </a>
      <header class="site-header" lang="en" dir="ltr">
        <div class="site-width">
          {/* The home page counts visits, and a prefetch is not a visit. */}
          <a class="site-name" href={href('/')} data-no-prefetch>
            <Mark />
            Vial
          </a>
          <nav aria-label="Site">
            <NavLink path={href('/docs')}>Docs</NavLink>
            <NavLink path={href('/examples')}>Examples</NavLink>
            <NavLink path={href('/notes')}>Notes</NavLink>
          </nav>
          <VisitorTheme />
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
      <footer class="site-footer" lang="en" dir="ltr">
        <div class="site-width">
          <p>Vial is free software under the MIT licence.</p>
          <p>This page was rendered on the server and works without JavaScript.</p>
        </div>
      </footer>
    </>
  )
}

/** The picture that other sites and messengers show beside a link. They need its complete URL. */
function toSocialCard(url: URL): HeadMeta[] {
  if (isPrerendered(url)) return []
  return [
    { property: 'og:image', content: new URL(publicUrl('/social-card.png'), url).href },
    { property: 'og:image:alt', content: 'Vial: a small web framework that does the whole job' },
    { name: 'twitter:card', content: 'summary_large_image' },
  ]
}

function toCanonical(url: URL): HeadLink {
  return isPrerendered(url) ? { rel: 'canonical', href: url.pathname } : canonical(url)
}

/** The origin is unknown when a page is prerendered, so the page contains only paths. */
function isPrerendered(url: URL): boolean {
  return url.pathname === href('/examples/prerendering')
}

interface NavLinkProps {
  path: string
  children: string
}

function NavLink({ path, children }: NavLinkProps) {
  const state = isActive(path) ? 'page' : isActive(path, { children: true }) ? 'true' : undefined
  return (
    <a href={path} aria-current={state}>
      {children}
    </a>
  )
}
