// A link from an error page to the section that its URL is in.
import { type RouteId, href } from 'vial'

const sections = [
  ['/notes', 'Go to your notes'],
  ['/examples', 'Go to the examples'],
  ['/docs', 'Go to the documentation'],
] as const satisfies readonly [RouteId, string][]

export function WayBack({ pathname }: { pathname: string }) {
  const [route, text] = sections.find(([route]) => isBelow(pathname, href(route))) ?? [
    '/',
    'Go to the home page',
  ]
  return (
    <p>
      {/* The home page counts visits, and a prefetch is not a visit. */}
      <a class="button" href={href(route)} data-no-prefetch={route === '/' || undefined}>
        {text}
      </a>
    </p>
  )
}

function isBelow(pathname: string, section: string): boolean {
  return pathname === section || pathname.startsWith(`${section}/`)
}
