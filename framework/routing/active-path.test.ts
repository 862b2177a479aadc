// Tests which links are active on which pages.
import { describe, expect, it } from 'vitest'
import { isActivePath } from './active-path.ts'

const page = (pathname: string) => ({ pathname, origin: 'https://example.org' })

describe('isActivePath()', () => {
  it.each([
    ['/docs', '/docs'],
    ['/docs/', '/docs'],
    ['/docs', '/docs/'],
    ['/', '/'],
    ['/app/', '/app'],
    ['/docs?tab=x#top', '/docs'],
    ['?page=2', '/docs'],
    ['#top', '/docs'],
    ['/a/../docs', '/docs'],
    ['./routing', '/docs/routing'],
    ['/caf\u00e9', '/caf%C3%A9'],
    ['/caf%C3%A9', '/caf%C3%A9'],
    ['/c++/a:b@c', '/c++/a:b@c'],
    ['/c%2B%2b/a%3ab%40c', '/c++/a:b@c'],
    ['./a%3Ab', '/c++/a:b'],
    ['/[x]/a|b', '/%5Bx%5D/a%7Cb'],
    ['/a%2fb', '/a%2Fb'],
    ['/a/%2e%2E/docs', '/docs'],
    ['/@you', '/%40you'],
    ['/caf\u00e9', '/%63af%c3%a9'],
    ['/100%', '/100%'],
    ['https://example.org/docs', '/docs'],
    ['//example.org/docs', '/docs'],
  ])('knows that %s leads to %s', (link, pathname) => {
    const origin = link.startsWith('//') ? 'http://example.org' : 'https://example.org'
    expect(isActivePath(link, { pathname, origin })).toBe(true)
    expect(isActivePath(link, { pathname, origin }, { children: true })).toBe(true)
  })

  it.each([
    ['/docs', '/docs/routing'],
    ['/docs/', '/docs/a/b'],
    ['/', '/docs'],
    ['/app/', '/app/docs'],
    ['/docs?tab=x', '/docs/routing'],
  ])('knows that %s leads to a page above %s', (link, pathname) => {
    expect(isActivePath(link, page(pathname))).toBe(false)
    expect(isActivePath(link, page(pathname), { children: true })).toBe(true)
  })

  it.each([
    ['/docs', '/docs-old'],
    ['/docs/routing', '/docs'],
    ['/app/', '/application'],
    ['/Docs', '/docs'],
    ['/a%2Fb', '/a/b'],
    ['/docs%', '/docs'],
    ['', '/'],
    ['https://other.example/docs', '/docs'],
    ['//other.example/docs', '/docs'],
    ['mailto:docs', '/docs'],
    ['javascript:/docs', '/docs'],
    ['http://', '/'],
  ])('knows that %s leads elsewhere than to %s', (link, pathname) => {
    const isSelf = link === ''
    expect(isActivePath(link, page(pathname), { children: true })).toBe(isSelf)
  })
})
