// Links in a rendered document.
import { describe, expect, it } from 'vitest'
import { findLinks } from './find-links.ts'

describe('findLinks()', () => {
  it('finds href and src, decoded and without duplicates', () => {
    const html = `<a class="x" href="/a?b=1&amp;c=2">href="/text"</a><img alt='src="/alt"' src='/i.png'><script src="/s.js"></script><a href="/i.png"><link href="&quot;">`

    expect(findLinks(html)).toEqual(['/a?b=1&c=2', '/i.png', '/s.js', '"'])
  })

  it('ignores links that browsers do not follow', () => {
    const html = `<!-- <a href="/1"> --><script>'<a href="/2">'</script><style>a[href="/3"]{}</style><template><a href="/4"></template><a data-href="/5" hrefx="/6">`

    expect(findLinks(html)).toEqual([])
  })
})
