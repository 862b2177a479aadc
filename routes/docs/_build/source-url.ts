// The address of a file in the repository, for the links below the pages.

/**
 * Formats the address of a file on the default branch. GitHub and GitLab understand it.
 *
 * @param repository `repository.url` of package.json, such as `git+https://github.com/owner/name.git`
 * @param path Relative to the root of the repository
 */
export function formatSourceUrl(repository: string, path: string): string {
  const page = repository.replace(/^git\+/, '').replace(/\.git$/, '')
  return `${page}/blob/HEAD/${path.split('/').map(encodeURIComponent).join('/')}`
}
