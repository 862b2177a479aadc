import { describe, expect, it } from 'vitest'
import { contentTypeOf, isCompressible, isCompressibleType } from './content-type.ts'

describe('contentTypeOf()', () => {
  it.each([
    ['/a/b.html', 'text/html; charset=utf-8'],
    ['a.JS', 'text/javascript; charset=utf-8'],
    ['a.b.css', 'text/css; charset=utf-8'],
    ['data.json', 'application/json'],
    ['x.woff2', 'font/woff2'],
    ['C:\\x.y\\photo.jpeg', 'image/jpeg'],
    ['README', 'application/octet-stream'],
    ['/a.css/README', 'application/octet-stream'],
    ['x.unknown', 'application/octet-stream'],
    ['x.__proto__', 'application/octet-stream'],
    ['x.', 'application/octet-stream'],
    ['html', 'application/octet-stream'],
    ['/a.b/css', 'application/octet-stream'],
    ['/a.css/b.png', 'image/png'],
  ])('knows %s', (path, type) => {
    expect(contentTypeOf(path)).toBe(type)
  })
})

describe('isCompressible()', () => {
  it('tells text from formats that are already compressed', () => {
    expect(['a.html', 'a.svg', 'a.wasm', 'a.map'].every(isCompressible)).toBe(true)
    expect(['a.png', 'a.woff2', 'a.gz', 'a.br', 'README', 'a.mp4'].some(isCompressible)).toBe(false)
  })
})

describe('isCompressibleType()', () => {
  it.each([
    ['text/html; charset=utf-8', true],
    ['Text/CSV', true],
    ['application/json', true],
    ['application/problem+json', true],
    ['application/atom+xml;charset=utf-8', true],
    ['application/json ; charset=utf-8', true],
    ['application/x-ndjson', true],
    ['image/svg+xml', true],
    ['application/wasm', true],
    ['text/event-stream; charset=utf-8', false],
    ['image/png', false],
    ['font/woff2', false],
    ['application/x+jsonp', false],
    ['x-text/plain', false],
    ['application/zip', false],
    ['application/octet-stream', false],
    ['multipart/x-mixed-replace; boundary=a', false],
    ['', false],
  ])('%s: %s', (type, expected) => {
    expect(isCompressibleType(type)).toBe(expected)
  })
})
