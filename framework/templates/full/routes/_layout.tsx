// The layout of every page.
import { type Head, type LayoutProps, href, publicUrl } from 'vial'
import Account from './account.personal.tsx'
import Messages from './messages.personal.tsx'
import './site.css'

export const head: Head = {
  title: { template: '%s · My site', default: 'My site' },
  link: [{ rel: 'icon', href: publicUrl('/favicon.svg') }],
}

export default function Layout({ children }: LayoutProps) {
  return (
    <>
      <header>
        <a href={href('/')}>My site</a>
        <Account fallback={<a href={href('/login')}>Log in</a>} />
      </header>
      <main>
        <Messages />
        {children}
      </main>
    </>
  )
}
