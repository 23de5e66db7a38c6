// Checks a template against the specification of CloudFormation's resources: properties that do not exist, that are required, or
// that have another type, and references to what the template does not contain.
// Usage: node cloudformation.mjs FILE...
// Prints JSON: for each file, the template with the long form of each tag, and what was found.
import { readFileSync } from 'node:fs';
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import { parseDocument } from 'yaml';

const specification = loadAwsServiceSpecSync();
const functions = ['Sub', 'GetAtt', 'If', 'Not', 'Equals', 'And', 'Or', 'Join', 'Select'];
// Of the current file.
let template, findings, used;

// Ref and Condition have no Fn:: in their long form. The attribute of GetAtt follows a period.
const tags = ['Ref', 'Condition', ...functions].flatMap((name) => {
    const long = functions.includes(name) ? `Fn::${name}` : name;
    const build = (value) => ({ [long]: name === 'GetAtt' && typeof value === 'string' ? value.split('.') : value });
    return [
        { tag: `!${name}`, resolve: (text) => build(text) },
        { tag: `!${name}`, collection: 'seq', resolve: (list) => build(list.toJSON()) },
    ];
});

const functionOf = (value) => {
    const keys = value && typeof value === 'object' && !Array.isArray(value) ? Object.keys(value) : [];
    return keys.length === 1 && (keys[0] === 'Ref' || keys[0].startsWith('Fn::')) ? keys[0] : undefined;
};

function checkType(value, type, path) {
    const name = functionOf(value);
    if (name === 'Fn::If') {
        // Both branches; AWS::NoValue removes the property.
        value['Fn::If'].slice(1).filter((branch) => branch?.Ref !== 'AWS::NoValue').forEach((branch) => checkType(branch, type, path));
        return;
    }
    // What a function returns is known at AWS only.
    if (name) return;
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    switch (type.type) {
        case 'ref':
            if (!isObject) return wrong(value, 'an object', path);
            return checkProperties(value, specification.get('typeDefinition', type.reference.$ref).properties, path);
        case 'array':
            if (!Array.isArray(value)) return wrong(value, 'a list', path);
            return value.forEach((item, i) => checkType(item, type.element, `${path}[${i}]`));
        case 'map':
            if (!isObject) return wrong(value, 'a map', path);
            return Object.entries(value).forEach(([key, item]) => checkType(item, type.element, `${path}.${key}`));
        case 'string':
            return typeof value === 'string' || wrong(value, 'a string', path);
        case 'integer':
            return Number.isInteger(value) || wrong(value, 'an integer', path);
        case 'boolean':
            return typeof value === 'boolean' || wrong(value, 'a Boolean', path);
        case 'union':
            if (!type.types.some((member) => quietly(() => checkType(value, member, path)))) wrong(value, 'one of several types', path);
            return;
    }
}

function checkProperties(given, known, path) {
    for (const [name, value] of Object.entries(given)) {
        if (!known[name]) findings.push(`${path}: the property ${name} does not exist.`);
        else checkType(value, known[name].type, `${path}.${name}`);
    }
    for (const [name, property] of Object.entries(known)) {
        if (property.required && !(name in given)) findings.push(`${path}: the property ${name} is missing.`);
    }
}

const wrong = (value, expected, path) => findings.push(`${path}: ${JSON.stringify(value)} is not ${expected}.`);

// Whether a check finds nothing. What it finds is not recorded.
function quietly(check) {
    const before = findings.length;
    check();
    return findings.splice(before).length === 0;
}

function checkReferences(value, path) {
    if (Array.isArray(value)) return value.forEach((item, i) => checkReferences(item, `${path}[${i}]`));
    if (!value || typeof value !== 'object') return;
    const name = functionOf(value);
    if (name === 'Ref') refer(value.Ref, path);
    else if (name === 'Fn::Sub') [...value[name].matchAll(/\$\{([^}]+)\}/g)].forEach((match) => refer(match[1], path));
    else if (name === 'Fn::GetAtt') referAttribute(value[name], path);
    else if (name === 'Fn::If' && !template.Conditions?.[value[name][0]])
        findings.push(`${path}: there is no condition ${value[name][0]}.`);
    Object.entries(value).forEach(([key, item]) => checkReferences(item, `${path}.${key}`));
}

function refer(name, path) {
    used.add(name);
    const isKnown = name.startsWith('AWS::') || template.Parameters?.[name] || template.Resources[name];
    if (!isKnown) findings.push(`${path}: there is no ${name}.`);
}

function referAttribute([name, attribute], path) {
    const resource = specificationOf(template.Resources[name]?.Type);
    if (!resource?.attributes[attribute]) findings.push(`${path}: there is no attribute ${name}.${attribute}.`);
}

const specificationOf = (type) => specification.lookup('resource', 'cloudFormationType', 'equals', type)[0];

function check(file) {
    const document = parseDocument(readFileSync(file, 'utf8'), { version: '1.1', customTags: tags });
    findings = [...document.errors, ...document.warnings].map((error) => error.message);
    used = new Set();
    // CloudFormation refuses aliases.
    template = document.toJS({ maxAliasCount: 0 });
    for (const [name, resource] of Object.entries(template.Resources)) {
        const known = specificationOf(resource.Type);
        if (known) checkProperties(resource.Properties ?? {}, known.properties, name);
        else findings.push(`${name}: there is no type ${resource.Type}.`);
    }
    checkReferences(template, 'template');
    for (const name of Object.keys(template.Parameters ?? {})) if (!used.has(name)) findings.push(`The parameter ${name} is not used.`);
    return { template, findings };
}

console.log(JSON.stringify(process.argv.slice(2).map(check)));
