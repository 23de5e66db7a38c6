# AWS's own encryption clients, as the second opinion on the envelope: puts, gets or saves what a JSON request on standard
# input names, and writes JSON to standard output. Without a root key the plain client; with one that of the named
# generation: the first wraps by AES-ECB and encrypts by AES-CBC, the second uses AES-GCM for both.
require 'aws-sdk-kms'
require 'aws-sdk-s3'
require 'base64'
require 'digest'
require 'json'
require 'openssl'

KMS_KEY = 'arn:aws:kms:us-east-1:000000000000:key/00000000-0000-0000-0000-000000000000'

# In place of KMS: the given data key and ciphertext. Without them any, and what is written with it cannot be opened.
def stubbed_kms(given)
  ciphertext = given ? Base64.strict_decode64(given['ciphertext']) : Random.bytes(184)
  data_key = { ciphertext_blob: ciphertext, plaintext: given ? Base64.strict_decode64(given['dataKey']) : Random.bytes(32), key_id: KMS_KEY }
  Aws::KMS::Client.new(region: 'us-east-1', stub_responses: { generate_data_key: data_key, encrypt: { ciphertext_blob: ciphertext, key_id: KMS_KEY } })
end

# The options that name the root key, and the second generation's wrap under it.
def material(root_key, kms)
  return [{ kms_key_id: KMS_KEY, kms_client: stubbed_kms(kms) }, :kms_context] if root_key == 'kms'
  return [{ encryption_key: OpenSSL::PKey::RSA.new(root_key) }, :rsa_oaep_sha1] if root_key.start_with?('-----BEGIN')

  [{ encryption_key: Base64.strict_decode64(root_key) }, :aes_gcm]
end

def encryption_client(s3, request)
  keys, wrap = material(request['rootKey'], request['kms'])
  options = { client: s3, envelope_location: request['inInstructionFile'] ? :instruction_file : :metadata, **keys }
  return Aws::S3::Encryption::Client.new(**options) if request['generation'] == 1

  Aws::S3::EncryptionV2::Client.new(**options, key_wrap_schema: wrap, content_encryption_schema: :aes_gcm_no_padding, security_profile: :v2)
end

request = JSON.parse($stdin.read)
s3 = Aws::S3::Client.new(
  endpoint: request['endpoint'], region: 'us-east-1', force_path_style: true,
  access_key_id: request['accessKeyId'], secret_access_key: request['secretAccessKey']
)
client = request['rootKey'] ? encryption_client(s3, request) : s3

answer = request['objects'].map do |object|
  place = { bucket: request['bucket'], key: object['key'] }
  case request['operation']
  when 'put'
    File.open(object['path'], 'rb') { |body| client.put_object(**place, body: body) }
    { key: object['key'] }
  when 'get'
    content = client.get_object(**place).body.read
    { key: object['key'], length: content.bytesize, sha256: Digest::SHA256.hexdigest(content) }
  when 'save'
    begin
      File.open(object['path'], 'wb') { |file| client.get_object(**place, response_target: file) }
      { key: object['key'], found: true }
    rescue Aws::S3::Errors::NoSuchKey
      { key: object['key'], found: false }
    end
  else
    raise "no operation #{request['operation']}"
  end
end
puts JSON.generate(answer)
