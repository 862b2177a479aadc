// What every page has around its content: the way in, the way around, and the small print.
import { type Head, type LayoutProps, canonical, href } from 'vial'
import { Mark } from './_site/mark.tsx'

export const head = ({ url, status }: LayoutProps): Head => ({
  title: { template: '%s · Vial', default: 'Vial' },
  // What says no is nobody's page.
  link: status < 400 ? [canonical(url)] : [],
})

export default function Layout({ url, children }: LayoutProps) {
  return (
    <>
      <a class="skip-link" href="#main">
        Skip to the content
      </a>
      <header class="site-header">
        <div class="site-width">
          <a class="site-name" href={href('/')}>
            <Mark />
            Vial
          </a>
          <nav aria-label="Site">
            <NavLink path={href('/docs')} current={url.pathname}>
              Docs
            </NavLink>
            <NavLink path={href('/notes')} current={url.pathname}>
              Notes
            </NavLink>
          </nav>
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
      <footer class="site-footer">
        <div class="site-width">
          <p>Vial is free software under the MIT licence.</p>
          <p>This page was rendered on the server. It needs no script in your browser.</p>
        </div>
      </footer>
    </>
  )
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
