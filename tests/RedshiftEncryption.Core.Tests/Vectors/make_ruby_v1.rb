# Makes ruby-v1.json: what AWS's Ruby encryption client of the first generation sends for plaintexts around the cipher's
# block length. No server is needed: the plain client under it is stubbed, and its requests are written down.
#   ruby make_ruby_v1.rb > ruby-v1.json
require 'aws-sdk-s3'
require 'base64'
require 'json'

root_key = (0...32).map { |i| (i * 7 + 3) % 256 }.pack('C*')
sent = nil
s3 = Aws::S3::Client.new(stub_responses: true)
s3.stub_responses(:put_object, lambda { |context|
  context.http_request.body.rewind
  sent = { metadata: context.params[:metadata], content: context.http_request.body.read }
  {}
})
client = Aws::S3::Encryption::Client.new(client: s3, encryption_key: root_key)

objects = [0, 1, 15, 16, 17, 31, 32, 33, 1000].map do |length|
  plaintext = (0...length).map { |i| (i * 31 + length) % 256 }.pack('C*')
  client.put_object(bucket: 'bucket', key: length.to_s, body: plaintext)
  {
    plaintext: Base64.strict_encode64(plaintext),
    metadata: sent[:metadata].transform_values(&:to_s),
    ciphertext: Base64.strict_encode64(sent[:content])
  }
end
puts JSON.pretty_generate(writer: "aws-sdk-s3 #{Aws::S3::GEM_VERSION} (Ruby), Aws::S3::Encryption::Client", rootKey: Base64.strict_encode64(root_key), objects: objects)
