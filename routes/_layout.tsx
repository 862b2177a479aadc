// What every page has around its content: the way in, the way around, and the small print.
import { type Head, type HeadLink, type LayoutProps, canonical, href, useRequest } from 'vial'
import { Mark } from './_site/mark.tsx'
import { isShared } from './_site/shared-pages.ts'
import ThemeSwitch from './_theme/theme-switch.island.tsx'
import { readTheme } from './_theme/theme.ts'
import './_theme/theme.css'

export const head = ({ url, status }: LayoutProps): Head => ({
  title: { template: '%s · Vial', default: 'Vial' },
  // What says no is nobody's page.
  link: status < 400 ? [toCanonical(url)] : [],
})

export default function Layout({ url, children }: LayoutProps) {
  const ctx = useRequest()
  const isForAll = isShared(ctx.route)
  return (
    <>
      <a class="skip-link" href="#main">
        Skip to the content
      </a>
      <header class="site-header">
        <div class="site-width">
          {/* That page counts visits, and one that is fetched ahead is none. */}
          <a class="site-name" href={href('/')} data-no-prefetch>
            <Mark />
            Vial
          </a>
          <nav aria-label="Site">
            <NavLink path={href('/docs')} current={url.pathname}>
              Docs
            </NavLink>
            <NavLink path={href('/examples')} current={url.pathname}>
              Examples
            </NavLink>
            <NavLink path={href('/notes')} current={url.pathname}>
              Notes
            </NavLink>
          </nav>
          <ThemeSwitch
            theme={readTheme(ctx)}
            isUnknown={isForAll}
            page={url.pathname + url.search}
            hydrate={isForAll ? 'load' : 'interaction'}
          />
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
      <footer class="site-footer">
        <div class="site-width">
          <p>Vial is free software under the MIT licence.</p>
          <p>This page was rendered on the server. It works without a script in your browser.</p>
        </div>
      </footer>
    </>
  )
}

/** A page that is made before anybody knows the site's address can only name its path. */
function toCanonical(url: URL): HeadLink {
  return url.pathname === href('/examples/prerendering')
    ? { rel: 'canonical', href: url.pathname }
    : canonical(url)
}

interface NavLinkProps {
  path: string
  /** The path of this page. */
  current: string
  children: string
}

function NavLink({ path, current, children }: NavLinkProps) {
  const isWithin = current === path || current.startsWith(`${path}/`)
  const state = current === path ? 'page' : isWithin ? 'true' : undefined
  return (
    <a href={path} aria-current={state}>
      {children}
    </a>
  )
}
