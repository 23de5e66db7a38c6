// Checks manifests against the schemas of Kubernetes, as the package kubernetes-models has them: its validators for types,
// required fields and values, and its declarations for unknown fields, which the schemas of Kubernetes permit.
// Usage: node kubernetes.mjs FILE...
// Prints JSON: for each file, its documents and what was found.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { parseAllDocuments } from 'yaml';

const moduleOf = (document) => `kubernetes-models/${document.apiVersion}`;

async function validate(document) {
    const model = (await import(moduleOf(document)))[document.kind];
    try {
        new model(document).validate();
        return [];
    } catch (error) {
        return [error.message];
    }
}

// A source for each file, in which the documents have the declared types. Packages are looked for from this folder.
function findUnknownFields(manifests) {
    const sources = new Map();
    manifests.forEach(({ documents }, i) => {
        const lines = documents.map(
            (document, j) =>
                `import type { I${document.kind} as T${j} } from '${moduleOf(document)}';\n` +
                `export const d${j}: T${j} = ${JSON.stringify(document)};`,
        );
        sources.set(fileURLToPath(new URL(`manifest${i}.mts`, import.meta.url)), lines.join('\n'));
    });
    const options = {
        strict: true,
        noEmit: true,
        skipLibCheck: true,
        types: [],
        module: ts.ModuleKind.NodeNext,
        target: ts.ScriptTarget.ES2022,
    };
    const host = ts.createCompilerHost(options);
    const read = host.getSourceFile;
    host.getSourceFile = (file, ...rest) =>
        sources.has(file) ? ts.createSourceFile(file, sources.get(file), options.target) : read(file, ...rest);
    const program = ts.createProgram([...sources.keys()], options, host);
    return [...sources.keys()].map((name) => {
        const found = ts.getPreEmitDiagnostics(program, program.getSourceFile(name));
        return found.map((diagnostic) => ts.flattenDiagnosticMessageText(diagnostic.messageText, ' '));
    });
}

async function read(file) {
    const parsed = parseAllDocuments(readFileSync(file, 'utf8'), { version: '1.1' });
    const findings = parsed.flatMap((document) => [...document.errors, ...document.warnings].map((error) => error.message));
    const documents = parsed.map((document) => document.toJS());
    for (const document of documents) findings.push(...(await validate(document)));
    return { documents, findings };
}

const manifests = await Promise.all(process.argv.slice(2).map(read));
findUnknownFields(manifests).forEach((found, i) => manifests[i].findings.push(...found));
console.log(JSON.stringify(manifests));
