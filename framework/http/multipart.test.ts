// Tests parsing the headers of multipart forms.
import { describe, expect, it } from 'vitest'
import { isMultipart, parseBoundary, parsePartName } from './multipart.ts'

describe('parseBoundary()', () => {
  it.each([
    ['multipart/form-data; boundary=abc', 'abc'],
    ['multipart/form-data;boundary=abc', 'abc'],
    [' Multipart/Form-Data ; charset=utf-8; BOUNDARY=abc ', 'abc'],
    ['multipart/form-data; boundary="a b"', 'a b'],
    ["multipart/form-data; boundary=0'()+_,-./:=?", "0'()+_,-./:=?"],
    [`multipart/form-data; boundary=${'a'.repeat(70)}`, 'a'.repeat(70)],
    ['multipart/form-data; boundary=; boundary=b', 'b'],
  ])('finds it in %j', (type, boundary) => {
    expect(parseBoundary(type)).toBe(boundary)
  })

  it.each([null, '', 'multipart/mixed; boundary=a', 'multipart/form-datas; boundary=a', 'text/plain'])(
    'refuses %j with 415',
    (type) => {
      expect(() => parseBoundary(type)).toThrow(
        expect.objectContaining({ status: 415, message: 'Send a form of the type multipart/form-data.' }),
      )
    },
  )

  it.each([
    'multipart/form-data',
    'multipart/form-data; boundary=',
    'multipart/form-data; boundary=""',
    'multipart/form-data; boundary="a "',
    'multipart/form-data; boundary=a b',
    'multipart/form-data; boundary=a"b"',
    'multipart/form-data; boundary=ü',
    'multipart/form-data; boundary="üa"',
    'multipart/form-data; boundary="aü"',
    'multipart/form-data; x-boundary=a',
    'multipart/form-data; boundary="a"x',
    `multipart/form-data; boundary=${'a'.repeat(71)}`,
  ])('refuses %j with 400', (type) => {
    expect(() => parseBoundary(type)).toThrow(
      expect.objectContaining({ status: 400, message: 'The form is malformed.' }),
    )
  })
})

describe('isMultipart()', () => {
  it.each([
    'multipart/form-data',
    ' Multipart/Form-Data;boundary=a',
    'multipart/form-data ;x',
    'multipart/form-data  ',
  ])('is true for %j', (type) => {
    expect(isMultipart(new Headers({ 'content-type': type }))).toBe(true)
    expect(isMultipart({ get: (name) => (name === 'content-type' ? type : null) })).toBe(true)
  })

  it.each(['multipart/form-datax', 'multipart/mixed', 'x multipart/form-data', 'multipart/form-data x', ''])(
    'is false for %j',
    (type) => {
      expect(isMultipart({ get: () => type })).toBe(false)
    },
  )

  it('is false without a type', () => {
    expect(isMultipart(new Headers())).toBe(false)
  })
})

describe('parsePartName()', () => {
  it.each([
    ['form-data; name="a"', 'a', undefined],
    ['form-data; name=a', 'a', undefined],
    ['Form-Data;NAME="a"', 'a', undefined],
    ['  form-data  ;  name="a"  ', 'a', undefined],
    ['form-data; name=""', '', undefined],
    ['form-data; name=', '', undefined],
    ['form-data; name="a"; filename="b.png"', 'a', 'b.png'],
    ['form-data; filename="b.png"; name="a"', 'a', 'b.png'],
    ['form-data; name="a"; filename=""', 'a', ''],
    ['form-data; name="a;b"; filename="c; name=d"', 'a;b', 'c; name=d'],
    ['form-data; name="%22a%0D%0Ab%22"', '"a\r\nb"', undefined],
    ['form-data; name="a\\"b\\\\c\\d"', 'a"b\\c\\d', undefined],
    ['form-data; name="100%"', '100%', undefined],
    ['form-data; name="a\nb"', 'a\nb', undefined],
    ["form-data; name=a; filename*=UTF-8''b%20c.png", 'a', 'b c.png'],
    ["form-data; name=a; filename*=UTF-8''%zz", 'a', '%zz'],
    ["form-data; name=a; filename=plain; filename*=UTF-8''star", 'a', 'plain'],
    ['form-data; name=a; filename*=b%20c', 'a', 'b c'],
    ['form-data; name=a; name=b', 'b', undefined],
    ['form-data; name=a; x', 'a', undefined],
    ['form-data; name=a junk; filename=b', 'a', undefined],
  ])('reads %j', (value, name, filename) => {
    expect(parsePartName(value)).toEqual({ name, filename })
  })

  it.each([
    '',
    'form-data',
    'form-data;',
    'form-data; filename="b"',
    'form-data; name',
    'form-data; names=a',
    'attachment; name=a',
    'x form-data; name=a',
    'form-datax; name=a',
    'form-data x; name=a',
    `form-data; ${'n'.repeat(21)}=a`,
    'form-data; x; name=a',
  ])('finds no name in %j', (value) => {
    expect(parsePartName(value)).toBeUndefined()
  })
})

describe('what is and what is not a multipart form', () => {
  it.each([
    ['multipart/form-data', true],
    [' Multipart/Form-Data ; boundary=a', true],
    ['multipart/form-data-x', false],
    ['x multipart/form-data', false],
    ['', false],
    [undefined, false],
  ])('isMultipart(%j)', (type, expected) => {
    expect(isMultipart(new Headers(type === undefined ? {} : { 'content-type': type }))).toBe(expected)
  })

  it.each([
    ['form-data', undefined],
    ['form-data;', undefined],
    ['form-datax; name=a', undefined],
    ['form-data; name=a; filename', { name: 'a', filename: undefined }],
    ['form-data; name="a b"; name=c', { name: 'c', filename: undefined }],
    ['form-data; name="a\\\nb"', { name: 'a\\\nb', filename: undefined }],
    ['form-data; name=', { name: '', filename: undefined }],
  ])('parsePartName(%j)', (value, expected) => {
    expect(parsePartName(value)).toEqual(expected)
  })
})
