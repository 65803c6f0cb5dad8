// A call as text to paste: for a shell, Python, TypeScript and PHP. The token is a variable in each.

/** @param {string} text */
const shell = (text) => "'" + text.replaceAll("'", "'\\''") + "'";

/** @param {any} value @returns {string} */
function python(value) {
  if (value === null || value === undefined) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (Array.isArray(value)) return '[' + value.map(python).join(', ') + ']';
  if (typeof value === 'object') return '{' + Object.entries(value).map(([key, inner]) => JSON.stringify(key) + ': ' + python(inner)).join(', ') + '}';
  return JSON.stringify(value);
}

/** @param {any} value @returns {string} */
function php(value) {
  if (Array.isArray(value)) return '[' + value.map(php).join(', ') + ']';
  if (value && typeof value === 'object') {
    const entries = Object.entries(value);
    return entries.length ? '[' + entries.map(([key, inner]) => php(key) + ' => ' + php(inner)).join(', ') + ']' : '(object) []';
  }
  if (typeof value === 'string') return "'" + value.replaceAll('\\', '\\\\').replaceAll("'", "\\'") + "'";
  return JSON.stringify(value ?? null);
}

/** @type {Record<string, (method: string, parameters: any) => string>} */
export const COPIES = {
  curl: (method, parameters) =>
    `curl -s ${shell(location.origin + '/api')} -H 'Content-Type: application/json' -H "Authorization: Bearer $TOKEN" --data-binary ${shell(JSON.stringify({ method, parameters }))}`,
  Python: (method, parameters) =>
    `import json, os, urllib.request\n\nbody = json.dumps({"method": ${python(method)}, "parameters": ${python(parameters)}}).encode()\nheaders = {"Content-Type": "application/json", "Authorization": "Bearer " + os.environ["TOKEN"]}\nrequest = urllib.request.Request(${python(location.origin + '/api')}, body, headers)\nprint(urllib.request.urlopen(request).read().decode())\n`,
  TypeScript: (method, parameters) =>
    `const reply = await fetch(${JSON.stringify(location.origin + '/api')}, {\n  method: "POST",\n  headers: { "Content-Type": "application/json", Authorization: \`Bearer \${process.env.TOKEN}\` },\n  body: JSON.stringify(${JSON.stringify({ method, parameters }, null, 2).replaceAll('\n', '\n  ')}),\n});\nconsole.log(await reply.json());\n`,
  PHP: (method, parameters) =>
    `<?php\n$body = json_encode(['method' => ${php(method)}, 'parameters' => ${php(parameters)}]);\n$header = "Content-Type: application/json\\r\\nAuthorization: Bearer " . getenv('TOKEN');\necho file_get_contents(${php(location.origin + '/api')}, false, stream_context_create(['http' => ['method' => 'POST', 'header' => $header, 'content' => $body, 'ignore_errors' => true]]));\n`,
};
