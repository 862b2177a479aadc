// The navigation above every page.
import type { LayoutProps } from 'vial'
import { links } from '../workload.ts'

export default function Layout({ children }: LayoutProps) {
  return (
    <>
      <nav>
        {links.map(([path, label]) => (
          <a key={path} href={path}>
            {label}
          </a>
        ))}
      </nav>
      <main>{children}</main>
    </>
  )
}
