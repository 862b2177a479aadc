// What may be uploaded, for the server and for the check in the browser.

export const maxFiles = 4
export const maxMegabytes = 5
export const pictureTypes = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif']

/** Finds what the server would refuse, before anything is sent. */
export function findFilesProblem(files: readonly Pick<File, 'name' | 'size' | 'type'>[]): string | undefined {
  if (files.length > maxFiles) return `Too many files. The limit is ${maxFiles}.`
  for (const { name, size, type } of files) {
    if (!pictureTypes.includes(type)) return `${name} is not a supported image type.`
    if (size > maxMegabytes * 1024 ** 2)
      return `The file ${name} is too large. The limit is ${maxMegabytes} MB.`
  }
  return undefined
}
