// The layout of every page.
import { type Head, type LayoutProps, publicUrl } from 'vial'
import Messages from './messages.personal.tsx'
import './site.css'

export const head: Head = {
  title: { template: '%s · My site', default: 'My site' },
  link: [{ rel: 'icon', href: publicUrl('/favicon.svg') }],
}

export default function Layout({ children }: LayoutProps) {
  return (
    <main>
      <Messages />
      {children}
    </main>
  )
}
